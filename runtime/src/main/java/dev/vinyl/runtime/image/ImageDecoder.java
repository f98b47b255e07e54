package dev.vinyl.runtime.image;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Decodes JPEG, PNG, WebP, BMP, GIF and, with Java's own reader, TIFF; what a file is follows from
 * its content, not from its name: data sets hold PNG and GIF files named .jpg. Stateless and
 * thread-safe.
 *
 * <p>Whatever is stored becomes 8-bit RGB: grey is repeated, of 16 bits the upper 8 are kept,
 * palettes and inks (CMYK, YCCK) become colours, transparent pixels are laid over white, EXIF's
 * orientation is applied, and of an animation the first image is taken. Colour profiles are not
 * applied, and a BMP's fourth channel is not read as opacity.
 *
 * <p>An image that is cut off is refused, never returned half grey. A JPEG that is whole but has
 * wrong bytes inside is decoded as far as the JPEG library can, as image viewers do. OpenCV's
 * prints a line to standard error then, which cannot be switched off; so those that are of one
 * pass, as most are, and grey or of luminance and colours are found before and decoded by Java's
 * own to the same pixels. Of the others (progressive, CMYK, RGB, halved from top to bottom alone)
 * it may print.
 */
public final class ImageDecoder {
  private final DecodeLimits limits;

  /** A decoder with {@link DecodeLimits#defaults()}. */
  public ImageDecoder() {
    this(DecodeLimits.defaults());
  }

  /** A decoder with its own limits. */
  public ImageDecoder(DecodeLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
  }

  /** Decodes a file; as {@link #decode(ImageSource)}. */
  public RgbImage decode(Path file) throws ImageException {
    return decode(ImageSource.of(file));
  }

  /**
   * Decodes an image.
   *
   * @return the image, upright; where the source holds pixels, those, shared
   * @throws ImageException if the image is missing, empty, of another format, cut off, damaged or
   *     larger than the limits
   * @throws IllegalStateException if OpenCV cannot be loaded here
   */
  public RgbImage decode(ImageSource source) throws ImageException {
    return decode(source, true);
  }

  /**
   * Decodes a file as {@link #decode(Path)} does, but leaves the image as it is stored, whatever
   * EXIF says of its orientation: for masks that were drawn on the stored pixels.
   */
  public RgbImage decodeStored(Path file) throws ImageException {
    return decode(ImageSource.of(file), false);
  }

  private RgbImage decode(ImageSource source, boolean upright) throws ImageException {
    RgbImage pixels = source.pixels();
    if (pixels != null) {
      return pixels;
    }
    try (NativeDecoder decoder = new NativeDecoder(limits)) {
      return MatImages.ofRgb(decoder.decode(source, upright));
    } catch (OutOfMemoryError e) {
      throw ImageException.outOfMemory(source.name(), e);
    }
  }
}
