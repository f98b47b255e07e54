package dev.vinyl.data.cache;

/** Hears how the building of a {@link ImageCache} goes on, in the thread that builds it. */
@FunctionalInterface
public interface ImageCacheListener {
  /** Hears nothing. */
  ImageCacheListener NONE = (written, total) -> {};

  /** Another image is in; not called at all where the file was there already. */
  void imageWritten(int written, int total);
}
