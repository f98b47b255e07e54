package dev.vinyl.data.cache;

import java.io.IOException;

/** Where a {@link ImageCache} gets its images from. */
@FunctionalInterface
public interface ImageLoader {

  /**
   * Decodes an image; called from several threads at once. The same index gives the same bytes.
   *
   * @param index of the image, from 0
   * @throws IOException if it cannot be read; one line that names its file
   */
  CachedImage image(int index) throws IOException;
}
