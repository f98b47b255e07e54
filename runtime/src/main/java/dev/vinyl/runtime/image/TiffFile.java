package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * The first image of a TIFF, in strips or tiles: grey or RGB of 8 or 16 bits, or a palette. Java's
 * own reader decodes it. BigTIFF is another format, which is not read.
 */
final class TiffFile {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int SHORT = 3;
  private static final int ENTRY_BYTES = 12;

  private TiffFile() {}

  static boolean isOne(EncodedBytes bytes) {
    return bytes.startsWith(0, 'I', 'I', 42, 0) || bytes.startsWith(0, 'M', 'M', 0, 42);
  }

  /**
   * Reads the size from the first directory.
   *
   * @throws IOException if it has none; an EOFException if the directory lies beyond the end
   */
  static ImageHeader header(EncodedBytes bytes) throws IOException {
    boolean little = bytes.startsWith(0, 'I');
    long directory = little ? bytes.u32LittleEndian(4) : bytes.u32BigEndian(4);
    int entries = u16(bytes, directory, little);
    int width = 0;
    int height = 0;
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      int tag = u16(bytes, entry, little);
      if (tag == WIDTH) {
        width = size(bytes, entry, little);
      } else if (tag == HEIGHT) {
        height = size(bytes, entry, little);
      }
    }
    if (width < 1 || height < 1) {
      throw new IOException("its directory says no size");
    }
    Orientation orientation = Orientation.ofExif(bytes, 0, bytes.length());
    return new ImageHeader(Format.TIFF, width, height, Colors.OPAQUE, orientation);
  }

  private static int u16(EncodedBytes bytes, long at, boolean little) throws EOFException {
    return little ? bytes.u16LittleEndian(at) : bytes.u16BigEndian(at);
  }

  private static int size(EncodedBytes bytes, long entry, boolean little) throws IOException {
    long size =
        u16(bytes, entry + 2, little) == SHORT
            ? u16(bytes, entry + 8, little)
            : little ? bytes.u32LittleEndian(entry + 8) : bytes.u32BigEndian(entry + 8);
    if (size > Integer.MAX_VALUE) {
      throw new IOException("a side of %d pixels".formatted(size));
    }
    return (int) size;
  }

  /**
   * Decodes one, as it is stored; of 16 bits the upper 8 are kept, transparent pixels are laid over
   * white.
   *
   * @throws IOException if the data is damaged, or of another kind
   */
  static RgbImage decode(byte[] tiff) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("tiff").next();
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(tiff))) {
      reader.setInput(stream, true, true);
      return toRgb(reader.read(0));
    } finally {
      reader.dispose();
    }
  }

  private static RgbImage toRgb(BufferedImage image) throws IOException {
    ColorModel model = image.getColorModel();
    Raster raster = image.getRaster();
    if (model instanceof IndexColorModel) {
      return RgbImage.of(image);
    }
    int type = model.getColorSpace().getType();
    int colors = type == ColorSpace.TYPE_GRAY ? 1 : 3;
    boolean known = type == ColorSpace.TYPE_GRAY || type == ColorSpace.TYPE_RGB;
    int bits = model.getComponentSize(0);
    boolean whole = raster.getTransferType() <= DataBuffer.TYPE_USHORT;
    if (!known || !whole || (bits != 8 && bits != 16) || raster.getNumBands() > colors + 1) {
      throw new IOException(
          "it has %d values of %d bits a pixel, which are no grey or RGB of 8 or 16 bits"
              .formatted(raster.getNumBands(), bits));
    }
    return new RgbImage(
        image.getWidth(), image.getHeight(), pixels(raster, colors, bits - 8, model.hasAlpha()));
  }

  private static byte[] pixels(Raster raster, int colors, int shift, boolean alpha) {
    int bands = raster.getNumBands();
    byte[] pixels = new byte[Resizing.bytes(raster.getWidth(), raster.getHeight())];
    int[] row = new int[raster.getWidth() * bands];
    int to = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(0, y, raster.getWidth(), 1, row);
      for (int at = 0; at < row.length; at += bands) {
        int opacity = alpha ? row[at + bands - 1] >> shift : 255;
        for (int c = 0; c < 3; c++) {
          int value = row[at + (colors == 1 ? 0 : c)] >> shift;
          pixels[to++] = (byte) Transparency.overWhite(value, opacity);
        }
      }
    }
    return pixels;
  }
}
