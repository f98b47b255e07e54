package dev.vinyl.training.data;

/** Hears how the building of a {@link PictureCache} goes on, in the thread that builds it. */
@FunctionalInterface
public interface PictureCacheListener {
  /** Hears nothing. */
  PictureCacheListener NONE = (written, total) -> {};

  /** Another picture is in; not called at all where the file was there already. */
  void pictureWritten(int written, int total);
}
