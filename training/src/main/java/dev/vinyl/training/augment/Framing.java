package dev.vinyl.training.augment;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a source image the model sees: the way from an image of any size into a {@link
 * TrainingExample}, before any {@link Augmentation}. {@link
 * dev.vinyl.training.stage.Training#framing} takes one of your own.
 *
 * <p>It is immutable: all workers call the same one at once. What it chooses follows from its
 * arguments alone, and it draws the same count of numbers whatever that is.
 */
public interface Framing {

  /**
   * Chooses the part of an image of this size.
   *
   * @param width of the source image, in pixels, at least 1
   * @param height of the source image, in pixels, at least 1
   * @param random the stream of this example in this epoch
   * @return a rectangle inside the image
   */
  CropBox choose(int width, int height, RandomStream random);

  /**
   * Where the chosen part comes to lie in the model's input: it fills all of it, each side resized
   * by a factor of its own. Those that leave padding, or keep an image's proportions, override
   * this.
   *
   * @param width of the source image, in pixels, at least 1
   * @param height of the source image, in pixels, at least 1
   * @param spec of the model's input
   * @param random the stream of this example in this epoch
   */
  default Placement placement(int width, int height, PreprocessSpec spec, RandomStream random) {
    ImageSize input = new ImageSize(spec.width(), spec.height());
    return Placement.stretched(choose(width, height, random), input);
  }

  /**
   * Puts the chosen part of an image into an example, where {@link #placement} says, and the same
   * part of its mask with it; padding has no class. The whole of an image that has the model's size
   * goes in as it is.
   *
   * @param image of any size
   * @param mask of the image's size, resized as {@link Interpolation#NEAREST} resizes; null for an
   *     image without one, which leaves the example without one
   * @param interpolation how the image is resized
   * @throws IllegalArgumentException if image and mask differ in size
   */
  default void place(
      RgbImage image,
      @Nullable ClassMask mask,
      Interpolation interpolation,
      TrainingExample example,
      RandomStream random) {
    if (mask != null && (mask.width() != image.width() || mask.height() != image.height())) {
      throw new IllegalArgumentException(
          "a mask of %d x %d pixels does not fit its image of %d x %d"
              .formatted(mask.width(), mask.height(), image.width(), image.height()));
    }
    PreprocessSpec spec = example.spec();
    Placement placement = placement(image.width(), image.height(), spec, random);
    example.setImage(placement.place(image, interpolation, spec.padding()));
    example.setMask(mask == null ? null : placement.place(mask));
  }
}
