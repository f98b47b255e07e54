package dev.vinyl.runtime.image;

import java.awt.image.BufferedImage;
import java.util.Objects;

/**
 * A decoded image: 8 bits a channel, interleaved [H, W, 3] in the order red, green, blue. It holds
 * no native memory.
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
          "an image of %d x %d pixels needs 3 bytes a pixel, got %d bytes in all"
              .formatted(width, height, pixels.length));
    }
    this.width = width;
    this.height = height;
    this.pixels = pixels;
  }

  /**
   * Copies an image of Java's own. Its colours are converted to sRGB, and transparent pixels are
   * laid over white, as {@link ImageDecoder} does.
   */
  public static RgbImage of(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width];
    int to = 0;
    for (int y = 0; y < height; y++) {
      image.getRGB(0, y, width, 1, row, 0, width);
      for (int argb : row) {
        int alpha = argb >>> 24;
        pixels[to++] = (byte) Transparency.overWhite(argb >> 16 & 0xff, alpha);
        pixels[to++] = (byte) Transparency.overWhite(argb >> 8 & 0xff, alpha);
        pixels[to++] = (byte) Transparency.overWhite(argb & 0xff, alpha);
      }
    }
    return new RgbImage(width, height, pixels);
  }

  /** A copy for Java's own image classes, of type {@link BufferedImage#TYPE_INT_RGB}. */
  public BufferedImage toBufferedImage() {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    copyTo(image);
    return image;
  }

  /** Copies the pixels to the upper left corner of an image of at least this size. */
  void copyTo(BufferedImage target) {
    int[] row = new int[width];
    int from = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++, from += 3) {
        row[x] =
            (pixels[from] & 0xff) << 16
                | (pixels[from + 1] & 0xff) << 8
                | (pixels[from + 2] & 0xff);
      }
      target.setRGB(0, y, width, 1, row, 0, width);
    }
  }

  /** A copy whose first channel is this one's third, and the other way round. */
  RgbImage withRedAndBlueExchanged() {
    byte[] exchanged = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i += 3) {
      exchanged[i] = pixels[i + 2];
      exchanged[i + 1] = pixels[i + 1];
      exchanged[i + 2] = pixels[i];
    }
    return new RgbImage(width, height, exchanged);
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
