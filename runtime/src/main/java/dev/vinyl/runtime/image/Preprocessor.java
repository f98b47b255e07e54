package dev.vinyl.runtime.image;

import java.nio.FloatBuffer;
import java.util.Objects;

/**
 * Turns images into a model's input as one {@link PreprocessSpec} says. Thread-safe; the target
 * buffer belongs to the caller.
 */
public final class Preprocessor {
  private static final int CHANNELS = 3;
  private static final int LEVELS = 256;

  private final PreprocessSpec spec;
  private final int[] channelOf; // red, green, blue: which channel of the input each is
  private final float[][] values; // [channel][0..255]: a pixel's value needs no arithmetic

  /** Prepares for a spec; cheap. */
  public Preprocessor(PreprocessSpec spec) {
    this.spec = spec;
    this.channelOf =
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

  /**
   * Brings an image to the spec's size as its {@link PreprocessSpec#fit} says; the image itself if
   * it has that size.
   */
  public RgbImage resize(RgbImage image) {
    return Placement.of(spec, image.width(), image.height())
        .place(image, spec.interpolation(), spec.padding());
  }

  /**
   * Writes an image of the spec's size as [3, height, width], each value {@code (v * scale -
   * mean[c]) / std[c]} in float32.
   *
   * @param target where to; position, limit and mark stay as they are
   * @param offset index of the first value in {@code target}, counted from its start
   * @throws IllegalArgumentException if the image has another size
   * @throws IndexOutOfBoundsException if {@code 3 * height * width} values do not fit at {@code
   *     offset}
   */
  public void normalize(RgbImage resized, FloatBuffer target, int offset) {
    if (resized.width() != spec.width() || resized.height() != spec.height()) {
      throw new IllegalArgumentException(
          "the model takes images of %d x %d pixels, got %d x %d; resize the image first"
              .formatted(spec.width(), spec.height(), resized.width(), resized.height()));
    }
    byte[] pixels = resized.pixels();
    Objects.checkFromIndexSize(offset, pixels.length, target.limit());
    int[] places = new int[spec.width()];
    for (int x = 0; x < places.length; x++) {
      places[x] = CHANNELS * x;
    }
    for (int y = 0; y < spec.height(); y++) {
      int start = CHANNELS * spec.width() * y;
      writeRow(pixels, start, places, y, TensorLayout.NCHW, target, offset);
    }
  }

  /**
   * Writes one row of an image in either layout. All three channels go in one pass, put one by one,
   * which is faster than rows that are copied.
   *
   * @param pixels 3 bytes a pixel, red first
   * @param start where in {@code pixels} the places are counted from
   * @param places where each pixel of the row starts; as many as the input is wide
   * @param y which row of the input it is
   * @param offset where in {@code target} the whole image starts
   */
  void writeRow(
      byte[] pixels,
      int start,
      int[] places,
      int y,
      TensorLayout layout,
      FloatBuffer target,
      int offset) {
    int row = spec.width() * y;
    switch (layout) {
      case NCHW -> {
        int plane = spec.width() * spec.height();
        write(pixels, start, places, target, offset + row, plane, 1);
      }
      case NHWC -> write(pixels, start, places, target, offset + CHANNELS * row, 1, CHANNELS);
    }
  }

  private void write(
      byte[] pixels,
      int start,
      int[] places,
      FloatBuffer target,
      int offset,
      int channelStep,
      int pixelStep) {
    float[] reds = values[channelOf[0]];
    float[] greens = values[channelOf[1]];
    float[] blues = values[channelOf[2]];
    int red = offset + channelOf[0] * channelStep;
    int green = offset + channelOf[1] * channelStep;
    int blue = offset + channelOf[2] * channelStep;
    for (int x = 0, to = 0; x < places.length; x++, to += pixelStep) {
      int from = start + places[x];
      target.put(red + to, reds[pixels[from] & 0xff]);
      target.put(green + to, greens[pixels[from + 1] & 0xff]);
      target.put(blue + to, blues[pixels[from + 2] & 0xff]);
    }
  }

  /** Resizes and normalizes; as {@link #normalize}. */
  public void preprocess(RgbImage image, FloatBuffer target, int offset) {
    normalize(resize(image), target, offset);
  }
}
