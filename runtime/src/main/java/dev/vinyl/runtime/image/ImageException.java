package dev.vinyl.runtime.image;

import java.io.IOException;

/**
 * An image that cannot be read. The message is one line: {@code <file>: <what is wrong>; <what to
 * do>}. Whoever works through many images catches it, lists the image and goes on.
 */
public class ImageException extends IOException {
  private static final long serialVersionUID = 1L;

  /** An image with this name, and what is wrong with it and what to do. */
  public ImageException(String name, String problem) {
    super(name + ": " + problem);
  }

  /** As the other constructor, with what was thrown underneath. */
  public ImageException(String name, String problem, Throwable cause) {
    super(name + ": " + problem, cause);
  }

  /** An image for which this JVM's memory is too small; smaller ones may still fit. */
  public static ImageException outOfMemory(String name, OutOfMemoryError cause) {
    return new ImageException(
        name, "is too large for this JVM's memory; shrink it or raise -Xmx", cause);
  }
}
