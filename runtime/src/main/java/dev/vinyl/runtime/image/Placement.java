package dev.vinyl.runtime.image;

import java.util.Arrays;
import java.util.List;

/**
 * Where an image lies in a model's input: a part of it is resized to {@code scaled}, and the upper
 * left corner of that is put at column {@code left} of row {@code top}. What lies beyond the input
 * is cut off; what is left of the input is padding. Whatever brings pixels or classes to a model,
 * or its answers back, goes by this, in training, service and scoring.
 *
 * <p>An image of 5 x 3 pixels in an input of 8 x 8, by {@link Fit#LETTERBOX}: it becomes 8 x 5
 * pixels with 1 row of padding above and 2 below.
 *
 * @param part of the image, in its pixels
 * @param scaled the size that the part is resized to
 * @param left column of the input where it begins; below 0 where columns are cut off
 * @param top row of the input where it begins; below 0 where rows are cut off
 * @param input the size of the model's input
 */
public record Placement(CropBox part, ImageSize scaled, int left, int top, ImageSize input) {

  /** By {@link Fit#CENTER_CROP} a longer image is squeezed, or a line of pixels would be huge. */
  private static final int LONGEST = 16;

  /** Checks that some of the image is in the input. */
  public Placement {
    if (left >= input.width()
        || top >= input.height()
        || left + scaled.width() <= 0
        || top + scaled.height() <= 0) {
      throw new IllegalArgumentException(
          "%s at column %d, row %d lies outside of %s".formatted(scaled, left, top, input));
    }
  }

  /** Of a whole image of this size, by the spec's {@link PreprocessSpec#fit}. */
  public static Placement of(PreprocessSpec spec, int width, int height) {
    return of(spec, CropBox.whole(width, height));
  }

  /** Of a part of an image, as if the rest of the image did not exist. */
  public static Placement of(PreprocessSpec spec, CropBox part) {
    ImageSize input = new ImageSize(spec.width(), spec.height());
    return switch (spec.fit()) {
      case STRETCH -> stretched(part, input);
      case LETTERBOX -> inTheMiddle(part, inside(part, input), input);
      case CROP -> inTheMiddle(part, new ImageSize(part.width(), part.height()), input);
      case CENTER_CROP -> inTheMiddle(part, withShorterSide(part, spec), input);
    };
  }

  /**
   * Of a window of an image. By {@link Fit#CROP} a window is resized as one of its full size would
   * be, so that all have one scale; else as {@link #of(PreprocessSpec, CropBox)}.
   *
   * @param window the full size of a window, in the image's pixels
   * @param part the window, smaller where the image is
   */
  public static Placement ofWindow(PreprocessSpec spec, ImageSize window, CropBox part) {
    if (spec.fit() != Fit.CROP) {
      return of(spec, part);
    }
    ImageSize scaled =
        new ImageSize(
            rounded(part.width(), spec.width(), window.width()),
            rounded(part.height(), spec.height(), window.height()));
    return inTheMiddle(part, scaled, new ImageSize(spec.width(), spec.height()));
  }

  /** Of a part of an image that fills the whole input, each side resized by its own factor. */
  public static Placement stretched(CropBox part, ImageSize input) {
    return new Placement(part, input, 0, 0, input);
  }

  private static Placement inTheMiddle(CropBox part, ImageSize scaled, ImageSize input) {
    int left = (input.width() - scaled.width()) / 2;
    int top = (input.height() - scaled.height()) / 2;
    return new Placement(part, scaled, left, top, input);
  }

  /** The largest size of the part's proportions that fits into the input. */
  private static ImageSize inside(CropBox part, ImageSize input) {
    boolean wide = (long) part.width() * input.height() >= (long) part.height() * input.width();
    return wide
        ? new ImageSize(input.width(), rounded(part.height(), input.width(), part.width()))
        : new ImageSize(rounded(part.width(), input.height(), part.height()), input.height());
  }

  private static ImageSize withShorterSide(CropBox part, PreprocessSpec spec) {
    int shorter = spec.resize() > 0 ? spec.resize() : Math.max(spec.width(), spec.height());
    boolean wide = part.width() > part.height();
    long length = wide ? part.width() : part.height();
    long breadth = wide ? part.height() : part.width();
    int longer = (int) Math.min(shorter * length / breadth, (long) LONGEST * shorter);
    return wide ? new ImageSize(longer, shorter) : new ImageSize(shorter, longer);
  }

  /** {@code length * numerator / denominator} to the nearest, at least 1. */
  private static int rounded(int length, int numerator, int denominator) {
    return Math.max(1, nearest(length, numerator, denominator));
  }

  private static int nearest(int length, int numerator, int denominator) {
    return (int) ((2L * length * numerator + denominator) / (2L * denominator));
  }

  /** Whether the scaled part is the input: there is no padding, and nothing is cut off. */
  public boolean fillsExactly() {
    return scaled.equals(input) && left == 0 && top == 0;
  }

  /** The rectangle of the input that shows the image; the rest is padding. */
  public CropBox filled() {
    return filled(input.width(), input.height());
  }

  /**
   * The same rectangle in an output of this size, in whole pixels, at least one.
   *
   * @param width of the output, which covers the whole input, at least 1
   * @param height likewise
   */
  public CropBox filled(int width, int height) {
    int x = start(left, input.width(), width);
    int y = start(top, input.height(), height);
    int right = end(left + scaled.width(), input.width(), width, x);
    int bottom = end(top + scaled.height(), input.height(), height, y);
    return new CropBox(x, y, right - x, bottom - y);
  }

  /**
   * The rectangle of an output of this size that holds every pixel of it that shows some of the
   * image, if only at its edge: the patches that are not padding throughout.
   *
   * @param width of the output, which covers the whole input, at least 1
   * @param height likewise
   */
  public CropBox touched(int width, int height) {
    CropBox filled = filled();
    int x = (int) ((long) filled.x() * width / input.width());
    int y = (int) ((long) filled.y() * height / input.height());
    return new CropBox(
        x,
        y,
        roundedUp(filled.x() + filled.width(), width, input.width()) - x,
        roundedUp(filled.y() + filled.height(), height, input.height()) - y);
  }

  private static int roundedUp(int length, int numerator, int denominator) {
    return (int) (((long) length * numerator + denominator - 1) / denominator);
  }

  /**
   * The rectangle of the image that the input shows, in the image's pixels, with its edges rounded
   * to whole ones; at least one pixel. What of the part lies outside was cut off.
   */
  public CropBox shown() {
    int x = start(-left, scaled.width(), part.width());
    int y = start(-top, scaled.height(), part.height());
    int right = end(input.width() - left, scaled.width(), part.width(), x);
    int bottom = end(input.height() - top, scaled.height(), part.height(), y);
    return new CropBox(part.x() + x, part.y() + y, right - x, bottom - y);
  }

  private static int start(int at, int input, int output) {
    return Math.min(output - 1, nearest(Math.max(0, at), output, input));
  }

  private static int end(int at, int input, int output, int start) {
    return Math.max(start + 1, nearest(Math.min(input, at), output, input));
  }

  /**
   * An image as the model is given it, before its values are scaled.
   *
   * @param padding the colour of what it does not fill: red, green, blue, 0..255
   * @return of the input's size; the image itself if it stays as it is
   * @throws IllegalArgumentException if the part reaches beyond the image
   */
  public RgbImage place(RgbImage image, Interpolation interpolation, List<Integer> padding) {
    RgbImage resized = Resizing.resize(image, part, scaled.width(), scaled.height(), interpolation);
    if (fillsExactly()) {
      return resized;
    }
    byte[] pixels = new byte[Resizing.bytes(input.width(), input.height())];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) (int) padding.get(i % 3);
    }
    copyRows(resized.pixels(), pixels, 3);
    return new RgbImage(input.width(), input.height(), pixels);
  }

  /**
   * The classes of what the model is given: each pixel has that of one pixel of the image, as
   * {@link Resizing#resizeNearest} takes it, and padding is {@link ClassMask#IGNORE}.
   *
   * @return of the input's size; the mask itself if it stays as it is
   * @throws IllegalArgumentException if the part reaches beyond the mask
   */
  public ClassMask place(ClassMask mask) {
    ClassMask resized = Resizing.resizeNearest(mask, part, scaled.width(), scaled.height());
    if (fillsExactly()) {
      return resized;
    }
    byte[] classes = new byte[Math.multiplyExact(input.width(), input.height())];
    Arrays.fill(classes, (byte) ClassMask.IGNORE);
    copyRows(resized.classes(), classes, 1);
    return new ClassMask(input.width(), input.height(), classes);
  }

  private void copyRows(byte[] from, byte[] to, int bytesAPixel) {
    CropBox filled = filled();
    for (int y = filled.y(); y < filled.y() + filled.height(); y++) {
      int start = (y - top) * scaled.width() + filled.x() - left;
      System.arraycopy(
          from,
          bytesAPixel * start,
          to,
          bytesAPixel * (y * input.width() + filled.x()),
          bytesAPixel * filled.width());
    }
  }

  /** Which column of the image each filled column of the input shows without interpolation. */
  int[] nearestColumns() {
    int[] all = Resizing.nearestIndices(part.x(), part.width(), scaled.width());
    return ofFilled(all, filled().x() - left, filled().width());
  }

  /** Which row of the image each filled row of the input shows without interpolation. */
  int[] nearestRows() {
    int[] all = Resizing.nearestIndices(part.y(), part.height(), scaled.height());
    return ofFilled(all, filled().y() - top, filled().height());
  }

  /** Which columns of the scaled part lie in the input. */
  int[] scaledColumns() {
    return range(filled().x() - left, filled().width());
  }

  /** Which rows of the scaled part lie in the input. */
  int[] scaledRows() {
    return range(filled().y() - top, filled().height());
  }

  private static int[] ofFilled(int[] all, int from, int count) {
    return Arrays.copyOfRange(all, from, from + count);
  }

  private static int[] range(int from, int count) {
    int[] range = new int[count];
    Arrays.setAll(range, i -> from + i);
    return range;
  }

  /** Whether each pixel of the input is one of the image's, by whatever interpolation. */
  boolean keepsPixels() {
    return scaled.width() == part.width() && scaled.height() == part.height();
  }
}
