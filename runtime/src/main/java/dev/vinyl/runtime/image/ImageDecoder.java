package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.OpenCvLibrary;
import dev.vinyl.runtime.image.PictureHeader.Colors;
import java.io.IOException;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes JPEG, PNG, WebP, BMP and GIF with OpenCV; what a file is follows from its content, not
 * from its name: data sets hold PNG and GIF files named .jpg. Stateless and thread-safe.
 *
 * <p>Whatever is stored becomes 8-bit RGB: grey is repeated, of 16 bits the upper 8 are kept,
 * palettes and inks (CMYK, YCCK) become colours, transparent pixels are laid over white, EXIF's
 * orientation is applied, and of an animation the first picture is taken. Colour profiles are not
 * applied, and a BMP's fourth channel is not read as opacity.
 *
 * <p>A picture that is cut off is refused, never returned half grey. A JPEG that is whole but has
 * wrong bytes inside is decoded as far as the JPEG library can, as image viewers do; the library
 * may then print a line to standard error, which cannot be switched off from here.
 */
public final class ImageDecoder {
  /** The largest picture that is decoded unless another limit is given: 100 megapixels. */
  public static final long DEFAULT_MAX_PIXELS = 100_000_000;

  private static final long MOST_PIXELS = Integer.MAX_VALUE / 4;

  private final long maxPixels;

  /** A decoder that refuses pictures of more than {@link #DEFAULT_MAX_PIXELS}. */
  public ImageDecoder() {
    this(DEFAULT_MAX_PIXELS);
  }

  /**
   * A decoder with its own limit.
   *
   * @param maxPixels width times height that is still decoded, at most 536,870,911. It is compared
   *     with the header, before memory is allocated for pixels.
   * @throws IllegalArgumentException if the limit is out of range
   */
  public ImageDecoder(long maxPixels) {
    if (maxPixels < 1 || maxPixels > MOST_PIXELS) {
      throw new IllegalArgumentException(
          "maxPixels must be in 1..%d, got %d".formatted(MOST_PIXELS, maxPixels));
    }
    this.maxPixels = maxPixels;
  }

  /** Decodes a file; as {@link #decode(ImageSource)}. */
  public RgbImage decode(Path file) throws ImageException {
    return decode(ImageSource.of(file));
  }

  /**
   * Decodes a picture.
   *
   * @return the picture, upright
   * @throws ImageException if the picture is missing, empty, of another format, cut off, damaged or
   *     larger than the limit
   */
  public RgbImage decode(ImageSource source) throws ImageException {
    byte[] bytes = source.read();
    PictureHeader picture = PictureHeader.read(source.name(), bytes);
    if (picture.pixels() > maxPixels) {
      throw new ImageException(
          source.name(),
          "has %d x %d pixels, more than the limit of %d; shrink it or raise the limit"
              .formatted(picture.width(), picture.height(), maxPixels));
    }
    OpenCvLibrary.load();
    try {
      RgbImage stored =
          picture.colors() == Colors.CMYK ? CmykJpeg.decode(bytes) : decodeNatively(picture, bytes);
      if (stored.width() != picture.width() || stored.height() != picture.height()) {
        throw new IOException("its header gives another size than its data");
      }
      return picture.orientation().apply(stored);
    } catch (IOException | RuntimeException e) { // OpenCV's errors arrive as RuntimeException
      throw new ImageException(
          source.name(),
          "is a %s that cannot be decoded (%s); fetch or export the picture again"
              .formatted(picture.format(), firstLine(e)),
          e);
    } catch (OutOfMemoryError e) { // one large array; smaller pictures still fit
      throw new ImageException(
          source.name(),
          "has %d x %d pixels, too many for this JVM's heap; shrink it or raise -Xmx"
              .formatted(picture.width(), picture.height()),
          e);
    }
  }

  private static RgbImage decodeNatively(PictureHeader picture, byte[] bytes) throws IOException {
    boolean transparent = picture.colors() == Colors.TRANSPARENT;
    int flags =
        transparent
            ? opencv_imgcodecs.IMREAD_UNCHANGED
            : opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    byte[] encoded =
        switch (picture.format()) {
          case PNG -> PngHeader.withoutExtras(bytes);
          case GIF -> GifHeader.read(bytes).firstPicture(bytes);
          case JPEG, WEBP, BMP -> bytes;
        };
    try (BytePointer pointer = new BytePointer(encoded);
        Mat buffer = new Mat(1, encoded.length, opencv_core.CV_8U, pointer);
        Mat decoded = opencv_imgcodecs.imdecode(buffer, flags)) {
      if (decoded.empty()) {
        throw new IOException("its data is damaged or of an unusual kind");
      }
      return transparent ? Transparency.overWhite(decoded) : copy(decoded);
    }
  }

  private static RgbImage copy(Mat rgb) {
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(rgb.rows(), rgb.cols()))];
    try (BytePointer data = rgb.data()) {
      data.get(pixels);
    }
    return new RgbImage(rgb.cols(), rgb.rows(), pixels);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason given");
  }
}
