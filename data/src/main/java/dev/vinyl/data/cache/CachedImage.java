package dev.vinyl.data.cache;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import org.jspecify.annotations.Nullable;

/**
 * A decoded image as training wants it.
 *
 * @param image its pixels, [H, W, 3]
 * @param mask the class of each pixel, [H, W], at the image's own size; null where there is none
 */
public record CachedImage(RgbImage image, @Nullable ClassMask mask) {

  /** Checks that the mask is as large as the image. */
  public CachedImage {
    if (mask != null && (mask.width() != image.width() || mask.height() != image.height())) {
      throw new IllegalArgumentException(
          "an image of %d x %d pixels cannot have a mask of %d x %d"
              .formatted(image.width(), image.height(), mask.width(), mask.height()));
    }
  }

  /** Bytes of its pixels and its mask. */
  long bytes() {
    return (long) image.pixels().length + (mask == null ? 0 : mask.classes().length);
  }
}
