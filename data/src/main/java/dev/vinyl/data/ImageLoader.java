package dev.vinyl.data;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Images by number, decoded when they are asked for: what a training sees of its data. */
@FunctionalInterface
public interface ImageLoader {

  /**
   * Decodes an image; called from several threads at once. The same index gives the same bytes.
   *
   * @param index of the image, from 0
   * @throws IOException if it cannot be read; one line that names its file
   */
  Decoded image(int index) throws IOException;

  /**
   * A decoded image.
   *
   * @param image its pixels, [H, W, 3]
   * @param mask the class of each pixel, [H, W], at the image's own size; null where there is none
   */
  record Decoded(RgbImage image, @Nullable ClassMask mask) {

    /** Checks that the mask is as large as the image. */
    public Decoded {
      if (mask != null && (mask.width() != image.width() || mask.height() != image.height())) {
        throw new IllegalArgumentException(
            "an image of %d x %d pixels cannot have a mask of %d x %d"
                .formatted(image.width(), image.height(), mask.width(), mask.height()));
      }
    }
  }
}
