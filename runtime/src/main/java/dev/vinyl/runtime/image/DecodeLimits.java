package dev.vinyl.runtime.image;

/**
 * How large an encoded image may be. Both limits are compared before memory is allocated for what
 * they limit, so that a small file cannot claim a lot of it. Pixels that are decoded already are
 * not limited.
 *
 * @param maxPixels width times height of an image that is still decoded, 1 to 536,870,911
 * @param maxBytes length of a file, stream or buffer that is still read, 1 to 1 GiB
 */
public record DecodeLimits(long maxPixels, long maxBytes) {
  private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;
  private static final long MOST_BYTES = 1L << 30;
  private static final DecodeLimits DEFAULTS = new DecodeLimits(100_000_000, 256L << 20);

  /** Checks both; the message names the one that is out of range. */
  public DecodeLimits {
    requireWithin("maxPixels", maxPixels, MOST_PIXELS);
    requireWithin("maxBytes", maxBytes, MOST_BYTES);
  }

  /** 100 megapixels and 256 MiB. */
  public static DecodeLimits defaults() {
    return DEFAULTS;
  }

  /** All that can be decoded: 536,870,911 pixels and 1 GiB. */
  public static DecodeLimits most() {
    return new DecodeLimits(MOST_PIXELS, MOST_BYTES);
  }

  /** The same with another number of pixels. */
  public DecodeLimits withMaxPixels(long pixels) {
    return new DecodeLimits(pixels, maxBytes);
  }

  /** The same with another number of bytes. */
  public DecodeLimits withMaxBytes(long bytes) {
    return new DecodeLimits(maxPixels, bytes);
  }

  void checkPixels(String name, ImageHeader image) throws ImageException {
    checkPixels(name, image.width(), image.height());
  }

  void checkPixels(String name, int width, int height) throws ImageException {
    if ((long) width * height > maxPixels) {
      throw new ImageException(
          name,
          "has %d x %d pixels, more than the limit of %d; shrink it or raise the limit"
              .formatted(width, height, maxPixels));
    }
  }

  void checkBytes(String name, long bytes) throws ImageException {
    if (bytes > maxBytes) {
      throw new ImageException(
          name,
          "has %d bytes, more than the limit of %d; shrink it or raise the limit"
              .formatted(bytes, maxBytes));
    }
  }

  private static void requireWithin(String key, long value, long most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException("%s must be in 1..%d, got %d".formatted(key, most, value));
    }
  }
}
