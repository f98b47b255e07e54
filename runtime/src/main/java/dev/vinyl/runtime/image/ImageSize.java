package dev.vinyl.runtime.image;

/**
 * The size of an image as it is seen, after its orientation was applied.
 *
 * @param width in pixels, at least 1
 * @param height in pixels, at least 1
 */
public record ImageSize(int width, int height) {

  /** Checks that it holds a pixel. */
  public ImageSize {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "an image has at least 1 x 1 pixels, got %d x %d".formatted(width, height));
    }
  }
}
