package dev.vinyl.runtime.image;

import dev.vinyl.runtime.internal.io.NotDownloaded;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an encoded image's header says, read without decoding a pixel. Only an image whose bytes are
 * all there has one: decoders fill the rest of an image that is cut off with grey and say nothing.
 *
 * @param format what the bytes are, whatever the file's name says
 * @param width as stored, before {@code orientation}
 * @param height as stored, before {@code orientation}
 * @param colors what the stored values mean
 * @param orientation how to turn the stored image upright
 */
record ImageHeader(Format format, int width, int height, Colors colors, Orientation orientation) {

  /** The formats that are read. */
  enum Format {
    JPEG,
    PNG,
    WEBP,
    BMP,
    GIF,
    TIFF
  }

  /** What the stored values mean, as far as decoding depends on it. */
  enum Colors {
    /** Grey or colours, nothing transparent. */
    OPAQUE,
    /** Some pixels may be transparent. */
    TRANSPARENT,
    /** Amounts of four inks, where 255 is full ink. */
    CMYK,
    /**
     * A JPEG that is grey, or luminance and two colours, with wrong bytes in or before its codes:
     * it can be decoded, but OpenCV's JPEG library would complain to standard error.
     */
    UNSOUND
  }

  /**
   * Reads the header and checks that the image is complete.
   *
   * @throws ImageException if the bytes are no image of a known format, cut off or damaged
   */
  static ImageHeader read(String name, EncodedBytes bytes) throws ImageException {
    if (bytes.length() == 0) {
      throw new ImageException(name, "is empty; fetch or export the image again");
    }
    Format format = sniff(bytes);
    if (format == null) {
      Optional<String> placeholder = NotDownloaded.placeholder(bytes.first(NotDownloaded.BYTES));
      if (placeholder.isPresent()) {
        throw new ImageException(name, placeholder.get());
      }
      throw new ImageException(
          name,
          "is no JPEG, PNG, WebP, BMP, GIF or TIFF image (it looks like %s); convert it or leave it out"
              .formatted(OtherFormats.guess(bytes)));
    }
    try {
      return switch (format) {
        case JPEG -> JpegHeader.read(bytes);
        case PNG -> PngHeader.read(bytes).toImageHeader();
        case WEBP -> WebpHeader.read(bytes);
        case BMP -> BmpHeader.read(bytes);
        case GIF -> GifHeader.read(bytes).toImageHeader();
        case TIFF -> TiffFile.header(bytes);
      };
    } catch (EOFException e) {
      throw new ImageException(
          name,
          "is cut off: the %s ends early, after %d bytes; fetch or export the image again"
              .formatted(format, bytes.length()),
          e);
    } catch (IOException e) {
      throw new ImageException(
          name,
          "is a damaged %s: %s; fetch or export the image again".formatted(format, e.getMessage()),
          e);
    }
  }

  static @Nullable Format sniff(EncodedBytes bytes) {
    if (bytes.startsWith(0, 0xff, 0xd8, 0xff)) {
      return Format.JPEG;
    }
    if (bytes.startsWith(0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n')) {
      return Format.PNG;
    }
    if (bytes.startsWith(0, 'R', 'I', 'F', 'F') && bytes.startsWith(8, 'W', 'E', 'B', 'P')) {
      return Format.WEBP;
    }
    if (bytes.startsWith(0, 'G', 'I', 'F', '8', '7', 'a')
        || bytes.startsWith(0, 'G', 'I', 'F', '8', '9', 'a')) {
      return Format.GIF;
    }
    if (TiffFile.isOne(bytes)) {
      return Format.TIFF;
    }
    return bytes.startsWith(0, 'B', 'M') ? Format.BMP : null;
  }

  /** The same as if it were stored upright. */
  ImageHeader asStored() {
    return new ImageHeader(format, width, height, colors, Orientation.UPRIGHT);
  }

  /** Width times height. */
  long pixels() {
    return (long) width * height;
  }

  /** Names what a file probably is when it is no image that can be read. */
  private static final class OtherFormats {
    private static final int LOOK_AT = 512;

    private OtherFormats() {}

    static String guess(EncodedBytes bytes) {
      if (bytes.startsWith(0, 'I', 'I', 43, 0) || bytes.startsWith(0, 'M', 'M', 0, 43)) {
        return "a BigTIFF";
      }
      if (bytes.startsWith(4, 'f', 't', 'y', 'p')) {
        return "a HEIC or AVIF image or a video";
      }
      if (bytes.startsWith(0, '%', 'P', 'D', 'F')) {
        return "a PDF";
      }
      return isText(bytes) ? "text" : "something else";
    }

    private static boolean isText(EncodedBytes bytes) {
      for (byte b : bytes.copyOf(Math.min(bytes.length(), LOOK_AT))) {
        if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
          return false;
        }
      }
      return true;
    }
  }
}
