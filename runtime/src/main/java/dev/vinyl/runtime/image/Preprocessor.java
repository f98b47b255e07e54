package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.PreprocessSpec.ChannelOrder;
import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Turns pictures into a model's input as one {@link PreprocessSpec} says. Thread-safe; the target
 * buffer belongs to the caller.
 */
public final class Preprocessor {
  private static final int CHANNELS = 3;
  private static final int LEVELS = 256;

  private final PreprocessSpec spec;
  private final int[] sourceChannel;
  private final float[][] values; // [channel][0..255]: a pixel's value needs no arithmetic

  /** Prepares for a spec; cheap. */
  public Preprocessor(PreprocessSpec spec) {
    this.spec = spec;
    this.sourceChannel =
        spec.channelOrder() == ChannelOrder.RGB ? new int[] {0, 1, 2} : new int[] {2, 1, 0};
    this.values = new float[CHANNELS][LEVELS];
    for (int c = 0; c < CHANNELS; c++) {
      for (int v = 0; v < LEVELS; v++) {
        values[c][v] = (v * spec.scale() - spec.mean().get(c)) / spec.std().get(c);
      }
    }
  }

  /** What this preprocessor does. */
  public PreprocessSpec spec() {
    return spec;
  }

  /** Resizes a picture to the spec's size; the picture itself if it has that size. */
  public RgbImage resize(RgbImage picture) {
    return Resizing.resize(picture, spec.width(), spec.height(), spec.interpolation());
  }

  /**
   * Writes a picture of the spec's size as [3, height, width], each value {@code (v * scale -
   * mean[c]) / std[c]} in float32.
   *
   * @param target where to; position, limit and mark stay as they are
   * @param offset index of the first value in {@code target}, counted from its start
   * @throws IllegalArgumentException if the picture has another size
   * @throws IndexOutOfBoundsException if {@code 3 * height * width} values do not fit at {@code
   *     offset}
   */
  public void normalize(RgbImage resized, FloatBuffer target, int offset) {
    if (resized.width() != spec.width() || resized.height() != spec.height()) {
      throw new IllegalArgumentException(
          "the model takes pictures of %d x %d pixels, got %d x %d; resize the picture first"
              .formatted(spec.width(), spec.height(), resized.width(), resized.height()));
    }
    normalize(resized.pixels(), TensorLayout.NCHW, target, offset);
  }

  /** As the other one, in either layout, of a picture [height, width, 3], red first. */
  void normalize(byte[] pixels, TensorLayout layout, FloatBuffer target, int offset) {
    Objects.checkFromIndexSize(offset, pixels.length, target.limit());
    switch (layout) {
      case NCHW -> writePlanes(pixels, target, offset);
      case NHWC -> writePixels(pixels, target, offset);
    }
  }

  private void writePlanes(byte[] pixels, FloatBuffer target, int offset) {
    float[] row = new float[spec.width()];
    for (int c = 0, to = offset; c < CHANNELS; c++) {
      float[] table = values[c];
      for (int p = sourceChannel[c]; p < pixels.length; to += row.length) {
        for (int x = 0; x < row.length; x++, p += CHANNELS) {
          row[x] = table[pixels[p] & 0xff];
        }
        target.put(to, row);
      }
    }
  }

  private void writePixels(byte[] pixels, FloatBuffer target, int offset) {
    float[] row = new float[CHANNELS * spec.width()];
    for (int from = 0; from < pixels.length; from += row.length) {
      for (int c = 0; c < CHANNELS; c++) {
        float[] table = values[c];
        int channel = from + sourceChannel[c];
        for (int x = 0; x < row.length; x += CHANNELS) {
          row[c + x] = table[pixels[channel + x] & 0xff];
        }
      }
      target.put(offset + from, row);
    }
  }

  /** Resizes and normalizes; as {@link #normalize}. */
  public void preprocess(RgbImage picture, FloatBuffer target, int offset) {
    normalize(resize(picture), target, offset);
  }
}
