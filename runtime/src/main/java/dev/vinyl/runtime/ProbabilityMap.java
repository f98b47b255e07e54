package dev.vinyl.runtime;

import java.util.Objects;

/**
 * The probability of one class for each pixel, [H, W], 0..1. Holds no native memory.
 *
 * <p>The values are shared, not copied: whoever reads {@link #values()} must not change them.
 */
public final class ProbabilityMap {
  private final int width;
  private final int height;
  private final float[] values;

  ProbabilityMap(int width, int height, float[] values) {
    this.width = width;
    this.height = height;
    this.values = values;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The probabilities themselves, {@code height * width} values, [H, W]; not to be changed. */
  public float[] values() {
    return values;
  }

  /**
   * The probability at the pixel in column x of row y.
   *
   * @throws IndexOutOfBoundsException if there is no such pixel
   */
  public float get(int x, int y) {
    return values[Objects.checkIndex(y, height) * width + Objects.checkIndex(x, width)];
  }
}
