package dev.vinyl.runtime.internal.tile;

import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.PreprocessSpec;

/**
 * What the windows of an image are like.
 *
 * @param height of a window, in the image's pixels, at least 1
 * @param width of a window, in the image's pixels, at least 1
 * @param overlap the least share of a window's height and width that lies in the next one, 0 to
 *     less than 1
 * @param patchHeight of the model's patches in a window, in the image's pixels; at their borders
 *     its scores may step. 1 where there are none
 * @param patchWidth of the same
 */
public record WindowShape(
    int height, int width, double overlap, double patchHeight, double patchWidth) {

  /** Windows for a model without patches. */
  public static WindowShape of(int height, int width, double overlap) {
    return new WindowShape(height, width, overlap, 1, 1);
  }

  /**
   * Windows that are resized to a model's input.
   *
   * @param window height and width, in the image's pixels
   * @param patchSize edge of a patch of the input, in pixels
   */
  public static WindowShape of(
      ImageSize window, double overlap, PreprocessSpec input, int patchSize) {
    return new WindowShape(
        window.height(),
        window.width(),
        overlap,
        (double) patchSize * window.height() / input.height(),
        (double) patchSize * window.width() / input.width());
  }

  /** Of a window, in the image's pixels. */
  public ImageSize size() {
    return new ImageSize(width, height);
  }
}
