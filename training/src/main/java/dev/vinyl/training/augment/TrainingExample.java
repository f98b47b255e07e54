package dev.vinyl.training.augment;

import dev.vinyl.runtime.image.ChannelOrder;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Room for one example on its way into a batch: an image at model size as values in 0..1, [3, H, W]
 * in the order red, green, blue, and the class of each pixel, [H, W], where it has a mask. It is
 * filled, augmented and written out again and again, so that a worker needs no new one for each
 * image.
 *
 * <p>{@link #writeImage} finishes what a {@link PreprocessSpec} asks for; without augmentation in
 * between the result is what {@link dev.vinyl.runtime.image.Preprocessor} gives.
 *
 * <p>Not thread-safe: each worker has its own.
 */
public final class TrainingExample {
  private static final float UNIT = 1f / 255;
  private static final byte[] NO_CLASSES = new byte[0];

  private final PreprocessSpec spec;
  private final int height;
  private final int width;
  private final float[] values;
  private final byte[] classes;
  private boolean masked;

  /**
   * Room for examples of this model input.
   *
   * @throws IllegalArgumentException if the spec does not scale to 0..1, where augmentations are
   *     defined
   */
  public TrainingExample(PreprocessSpec spec) {
    if (spec.scale() != UNIT) {
      throw new IllegalArgumentException(
          "training works on channel values in 0..1, so scale must be 1/255, got " + spec.scale());
    }
    this.spec = spec;
    this.height = spec.height();
    this.width = spec.width();
    this.values = new float[3 * height * width];
    this.classes = new byte[height * width];
  }

  /** The model's input. */
  public PreprocessSpec spec() {
    return spec;
  }

  /** Pixels of a row. */
  public int width() {
    return width;
  }

  /** Rows. */
  public int height() {
    return height;
  }

  /** The image's values, [3, H, W], in 0..1; augmentations change them. */
  public float[] values() {
    return values;
  }

  /**
   * The class of each pixel, [H, W], unsigned; augmentations change them. Empty where the example
   * has no mask.
   */
  public byte[] classes() {
    return masked ? classes : NO_CLASSES;
  }

  /**
   * Takes an image in.
   *
   * @throws IllegalArgumentException if it is not of this size
   */
  public void setImage(RgbImage image) {
    requireSize("an image", image.width(), image.height());
    byte[] pixels = image.pixels();
    int plane = height * width;
    for (int i = 0, p = 0; i < plane; i++, p += 3) {
      values[i] = (pixels[p] & 0xff) * UNIT;
      values[plane + i] = (pixels[p + 1] & 0xff) * UNIT;
      values[2 * plane + i] = (pixels[p + 2] & 0xff) * UNIT;
    }
  }

  /**
   * Takes classes in, or with null takes those of an earlier image away. A new example has none.
   *
   * @throws IllegalArgumentException if the mask is not of this size
   */
  public void setMask(@Nullable ClassMask mask) {
    if (mask != null) {
      requireSize("a mask", mask.width(), mask.height());
      System.arraycopy(mask.classes(), 0, classes, 0, classes.length);
    }
    masked = mask != null;
  }

  /**
   * Writes the image as the model takes it, [3, H, W], mean and standard deviation applied.
   *
   * @param offset index of the first value; the buffer's position stays
   */
  public void writeImage(FloatBuffer target, int offset) {
    int plane = height * width;
    boolean reversed = spec.channelOrder() == ChannelOrder.BGR;
    for (int c = 0; c < 3; c++) {
      float mean = spec.mean().get(c);
      float std = spec.std().get(c);
      int from = (reversed ? 2 - c : c) * plane;
      int to = offset + c * plane;
      for (int i = 0; i < plane; i++) {
        target.put(to + i, (values[from + i] - mean) / std);
      }
    }
  }

  /**
   * Writes the classes as int64, [H, W].
   *
   * @param offset index of the first value; the buffer's position stays
   * @throws IllegalStateException if the example has no mask
   */
  public void writeMask(LongBuffer target, int offset) {
    byte[] written = requireClasses();
    for (int i = 0; i < written.length; i++) {
      target.put(offset + i, written[i] & 0xff);
    }
  }

  /**
   * The class of each pixel as a mask of this size.
   *
   * @throws IllegalStateException if the example has no mask
   */
  public ClassMask mask() {
    return new ClassMask(width, height, requireClasses());
  }

  private byte[] requireClasses() {
    if (!masked) {
      throw new IllegalStateException(
          "classes are to be written, but this example's image came without a mask");
    }
    return classes;
  }

  private void requireSize(String what, int itsWidth, int itsHeight) {
    if (itsWidth != width || itsHeight != height) {
      throw new IllegalArgumentException(
          "%s of %d x %d pixels does not fit the model's input of %d x %d"
              .formatted(what, itsWidth, itsHeight, width, height));
    }
  }
}
