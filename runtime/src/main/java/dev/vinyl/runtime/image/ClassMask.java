package dev.vinyl.runtime.image;

import java.io.Serializable;
import java.util.Objects;

/**
 * A class index for each pixel of an image, [H, W], 0..254; 255 is {@link #IGNORE}. The same type
 * serves as a model's answer and as the ground truth it is scored against.
 *
 * <p>The classes are shared, not copied: whoever hands an array over gives up writing to it, and
 * whoever reads {@link #classes()} must not change it.
 */
public final class ClassMask implements Serializable {
  /** A pixel that belongs to no class and is left out of every score. */
  public static final int IGNORE = 255;

  private final int width;
  private final int height;
  private final byte[] classes;

  /**
   * Wraps class indices.
   *
   * @param classes {@code height * width} unsigned bytes, [H, W]
   * @throws IllegalArgumentException if the length does not fit the size
   */
  public ClassMask(int width, int height, byte[] classes) {
    Objects.requireNonNull(classes, "classes");
    if (width < 1 || height < 1 || classes.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a mask of %d x %d pixels needs a byte a pixel, got %d bytes in all"
              .formatted(width, height, classes.length));
    }
    this.width = width;
    this.height = height;
    this.classes = classes;
  }

  /** Whether no pixel counts. */
  public boolean isIgnored() {
    for (byte c : classes) {
      if ((c & 0xff) != IGNORE) {
        return false;
      }
    }
    return true;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The class indices themselves, [H, W], unsigned bytes; not to be changed. */
  public byte[] classes() {
    return classes;
  }

  /** The class of the pixel in column x of row y. */
  public int get(int x, int y) {
    return classes[y * width + x] & 0xff;
  }
}
