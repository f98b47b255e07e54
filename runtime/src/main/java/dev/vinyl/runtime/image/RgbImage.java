package dev.vinyl.runtime.image;

import java.util.Objects;

/**
 * A decoded picture: 8 bits a channel, interleaved [H, W, 3] in the order red, green, blue. It
 * holds no native memory.
 *
 * <p>The pixels are shared, not copied, for speed: whoever hands an array over gives up writing to
 * it, and whoever reads {@link #pixels()} must not change it.
 */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] pixels;

  /**
   * Wraps pixels.
   *
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param pixels {@code height * width * 3} bytes, [H, W, 3], unsigned
   * @throws IllegalArgumentException if the length does not fit the size
   */
  public RgbImage(int width, int height, byte[] pixels) {
    Objects.requireNonNull(pixels, "pixels");
    if (width < 1 || height < 1 || pixels.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "a picture of %d x %d pixels needs 3 bytes a pixel, got %d bytes in all"
              .formatted(width, height, pixels.length));
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /** Width in pixels. */
  public int width() {
    return width;
  }

  /** Height in pixels. */
  public int height() {
    return height;
  }

  /** The pixels themselves, [H, W, 3], unsigned bytes; not to be changed. */
  public byte[] pixels() {
    return pixels;
  }

  /** One channel (0 red, 1 green, 2 blue) of the pixel in column x of row y, 0..255. */
  public int get(int x, int y, int channel) {
    return pixels[(y * width + x) * 3 + channel] & 0xff;
  }
}
