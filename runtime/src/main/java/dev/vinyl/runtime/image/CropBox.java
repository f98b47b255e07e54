package dev.vinyl.runtime.image;

/**
 * A rectangle of whole pixels in an image.
 *
 * @param x its leftmost column, counted from 0
 * @param y its topmost row, counted from 0
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record CropBox(int x, int y, int width, int height) {

  /** Checks that it holds a pixel and starts at or after the first one. */
  public CropBox {
    if (x < 0 || y < 0 || width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a crop of %d x %d pixels at column %d, row %d is not possible; it must start at 0 or later and hold a pixel"
              .formatted(width, height, x, y));
    }
  }

  /** The whole of an image of this size. */
  public static CropBox whole(int width, int height) {
    return new CropBox(0, 0, width, height);
  }

  void requireWithin(int imageWidth, int imageHeight) {
    if ((long) x + width > imageWidth || (long) y + height > imageHeight) {
      throw new IllegalArgumentException(
          "a crop of %d x %d pixels at column %d, row %d reaches beyond the image of %d x %d"
              .formatted(width, height, x, y, imageWidth, imageHeight));
    }
  }
}
