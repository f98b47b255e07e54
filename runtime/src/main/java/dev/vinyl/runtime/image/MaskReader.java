package dev.vinyl.runtime.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Reads masks from PNG, TIFF, BMP and GIF files: values are never scaled, coloured or turned. PNGs
 * of 8 bits go through OpenCV, everything else through Java's readers, which leave values as they
 * are stored.
 */
final class MaskReader {
  private static final int MOST_BITS = 16;
  private static final int BLACK = 0x000000;
  private static final int WHITE = 0xffffff;

  private MaskReader() {}

  /** As {@link ImageFiles#readMask}. */
  static MaskValues read(ImageSource source, DecodeLimits limits) throws ImageException {
    EncodedBytes bytes = source.read(limits, ByteBuffer::allocate);
    ImageHeader header = ImageHeader.read(source.name(), bytes);
    limits.checkPixels(source.name(), header);
    return switch (header.format()) {
      case PNG -> readPng(source.name(), bytes, limits);
      case JPEG, WEBP ->
          throw new ImageException(
              source.name(),
              "is a %s, which does not keep values exactly: pixels at edges would get classes that nobody drew; save masks as PNG"
                  .formatted(header.format()));
      default -> decode(source.name(), header.format().name(), bytes, limits);
    };
  }

  /** As {@link ImageFiles#readIndexedOrGreyPng}. */
  static ClassMask readIndexedOrGreyPng(ImageSource source) throws ImageException {
    DecodeLimits limits = DecodeLimits.defaults();
    EncodedBytes bytes = source.read(limits, ByteBuffer::allocate);
    ImageHeader header = ImageHeader.read(source.name(), bytes);
    limits.checkPixels(source.name(), header);
    if (header.format() != ImageHeader.Format.PNG) {
      throw new ImageException(
          source.name(),
          "is a %s; masks are PNG files, whose values are kept exactly".formatted(header.format()));
    }
    try {
      PngHeader png = PngHeader.read(bytes);
      if ((png.colorType() != PngHeader.GREY && png.colorType() != PngHeader.PALETTE)
          || png.bitDepth() > 8) {
        throw new ImageException(
            source.name(),
            "is no mask: it holds %s; write one class index a pixel, as 8-bit grey or palette PNG"
                .formatted(png.describeValues()));
      }
      return readPng(source.name(), png, bytes, limits).asClasses();
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // decoders let some damage out as runtime errors
      throw damaged(source.name(), "PNG", e);
    }
  }

  private static MaskValues readPng(String name, EncodedBytes bytes, DecodeLimits limits)
      throws ImageException {
    try {
      return readPng(name, PngHeader.read(bytes), bytes, limits);
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(name, "PNG", e);
    }
  }

  /** What Java's reader makes a palette of is grey where the header says so. */
  private static MaskValues readPng(
      String name, PngHeader png, EncodedBytes bytes, DecodeLimits limits) throws IOException {
    int width = png.width();
    int height = png.height();
    boolean eight = png.bitDepth() == 8;
    return switch (png.colorType()) {
      case PngHeader.GREY -> {
        byte[] grey = all(PngHeader.withoutExtras(bytes));
        yield eight
            ? MaskValues.grey(width, height, MatImages.decodeGrey(grey, width, height))
            : values(name, "PNG", javaImage(name, "PNG", grey, limits)).asGrey();
      }
      case PngHeader.PALETTE -> {
        int[] colors = PngHeader.paletteColors(bytes);
        byte[] entries =
            eight
                ? MatImages.decodeGrey(all(PngHeader.entriesAsGrey(bytes)), width, height)
                : samples(
                    javaImage(name, "PNG", all(PngHeader.withoutExtras(bytes)), limits)
                        .getRaster());
        yield MaskValues.palette(width, height, entries, colors);
      }
      default -> {
        byte[] rest = all(PngHeader.withoutExtras(bytes));
        yield eight && png.colorType() != PngHeader.GREY_ALPHA
            ? MaskValues.colors(MatImages.decodeRgb(rest, width, height))
            : values(name, "PNG", javaImage(name, "PNG", rest, limits));
      }
    };
  }

  private static MaskValues decode(
      String name, String format, EncodedBytes bytes, DecodeLimits limits) throws ImageException {
    try {
      return values(name, format, javaImage(name, format, all(bytes), limits));
    } catch (ImageException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw damaged(name, format, e);
    }
  }

  private static BufferedImage javaImage(
      String name, String format, byte[] bytes, DecodeLimits limits) throws IOException {
    ImageReader reader =
        ImageIO.getImageReadersByFormatName(format.toLowerCase(Locale.ROOT)).next();
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(stream, true, true);
      limits.checkPixels(name, reader.getWidth(0), reader.getHeight(0));
      return reader.read(0);
    } finally {
      reader.dispose();
    }
  }

  private static MaskValues values(String name, String format, BufferedImage image)
      throws ImageException {
    ColorModel model = image.getColorModel();
    int bands = image.getRaster().getNumBands();
    boolean whole = image.getRaster().getTransferType() <= DataBuffer.TYPE_INT;
    int bits = model.getComponentSize(0);
    if (model instanceof IndexColorModel palette) {
      return entries(image.getRaster(), palette);
    }
    boolean grey = model.getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    if (grey && whole && bits <= MOST_BITS) {
      return MaskValues.grey(image.getWidth(), image.getHeight(), wide(image.getRaster()));
    }
    boolean rgb = model.getColorSpace().getType() == ColorSpace.TYPE_RGB && bands >= 3;
    if (rgb && whole && bits == 8) {
      return MaskValues.colors(rgb(image.getRaster()));
    }
    throw new ImageException(
        name,
        "is a %s with %d values of %d bits a pixel, which is no mask; save class indices as 8-bit or 16-bit grey, or a palette, or colours of 8 bits"
            .formatted(format, bands, bits));
  }

  /**
   * Grey of fewer than 8 bits arrives with a palette of greys; of two values white is 1, whichever
   * the file counts first.
   */
  private static MaskValues entries(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    int[] colors = new int[palette.getMapSize()];
    palette.getRGBs(colors);
    for (int i = 0; i < colors.length; i++) {
      colors[i] &= WHITE;
    }
    byte[] values = samples(raster);
    boolean inverse = colors.length == 2 && colors[0] == WHITE && colors[1] == BLACK;
    for (int i = 0; inverse && i < values.length; i++) {
      values[i] = (byte) (1 - values[i]);
    }
    return inverse || isGreyRamp(colors)
        ? MaskValues.grey(width, height, values)
        : MaskValues.palette(width, height, values, colors);
  }

  private static byte[] samples(Raster raster) {
    int width = raster.getWidth();
    byte[] values = new byte[Math.multiplyExact(width, raster.getHeight())];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        values[y * width + x] = (byte) row[x];
      }
    }
    return values;
  }

  private static boolean isGreyRamp(int[] colors) {
    for (int i = 0; i < colors.length; i++) {
      if (colors[i] != i * 255 / Math.max(1, colors.length - 1) * 0x010101) {
        return false;
      }
    }
    return true;
  }

  private static char[] wide(Raster raster) {
    char[] values = new char[Math.multiplyExact(raster.getWidth(), raster.getHeight())];
    int[] row = new int[raster.getWidth()];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, row.length, 1, 0, row);
      for (int value : row) {
        values[to++] = (char) value;
      }
    }
    return values;
  }

  private static RgbImage rgb(Raster raster) {
    int width = raster.getWidth();
    byte[] pixels = new byte[Resizing.bytes(width, raster.getHeight())];
    int[] row = new int[width];
    for (int y = 0; y < raster.getHeight(); y++) {
      for (int c = 0; c < 3; c++) {
        raster.getSamples(0, y, width, 1, c, row);
        for (int x = 0; x < width; x++) {
          pixels[3 * (y * width + x) + c] = (byte) row[x];
        }
      }
    }
    return new RgbImage(width, raster.getHeight(), pixels);
  }

  private static ImageException damaged(String name, String format, Exception cause) {
    return new ImageException(
        name,
        "is a %s that cannot be decoded (%s); write it again".formatted(format, cause.getMessage()),
        cause);
  }

  private static byte[] all(EncodedBytes bytes) {
    return bytes.copyOf(bytes.length());
  }
}
