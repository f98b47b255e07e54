package dev.vinyl.training.data;

import java.io.IOException;

/** Where a {@link PictureCache} gets its pictures from. */
@FunctionalInterface
public interface PictureSource {

  /**
   * Decodes a picture; called from several threads at once. The same index gives the same bytes.
   *
   * @param index of the picture, from 0
   * @throws IOException if it cannot be read; one line that names its file
   */
  CachedPicture picture(int index) throws IOException;
}
