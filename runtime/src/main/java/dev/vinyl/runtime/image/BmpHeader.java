package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
import java.io.IOException;
import java.util.Set;

/**
 * What a BMP's header says, and whether all its rows are there. A fourth channel is not read as
 * opacity: most programs leave it at 0 and mean an opaque image.
 */
final class BmpHeader {
  private static final int OLD_HEADER_BYTES = 12;
  private static final int HEADER_BYTES = 40;
  private static final int LARGEST_HEADER_BYTES = 124;
  private static final int RUN_LENGTH_8 = 1;
  private static final int RUN_LENGTH_4 = 2;
  private static final int BIT_FIELDS = 3;
  private static final Set<Integer> BITS_PER_PIXEL = Set.of(1, 4, 8, 16, 24, 32);

  private BmpHeader() {}

  static ImageHeader read(EncodedBytes bytes) throws IOException {
    long headerBytes = bytes.u32LittleEndian(14);
    boolean old = headerBytes == OLD_HEADER_BYTES;
    if (!old && (headerBytes < HEADER_BYTES || headerBytes > LARGEST_HEADER_BYTES)) {
      throw new IOException("a header of %d bytes".formatted(headerBytes));
    }
    int width = old ? bytes.u16LittleEndian(18) : (int) bytes.u32LittleEndian(18);
    int height = old ? bytes.u16LittleEndian(20) : (int) bytes.u32LittleEndian(22);
    int rows = Math.abs(height); // below 0: rows are stored from the top
    if (width < 1 || rows < 1) {
      throw new IOException("an image of %d x %d pixels".formatted(width, height));
    }
    int bitsPerPixel = bytes.u16LittleEndian(old ? 24 : 28);
    if (!BITS_PER_PIXEL.contains(bitsPerPixel)) {
      throw new IOException("%d bits a pixel".formatted(bitsPerPixel));
    }
    long compression = old ? 0 : bytes.u32LittleEndian(30);
    if (compression > BIT_FIELDS) {
      throw new IOException("compression of the unusual kind %d".formatted(compression));
    }
    long pixelsAt = bytes.u32LittleEndian(10);
    if (compression == RUN_LENGTH_8 || compression == RUN_LENGTH_4) {
      bytes.require(pixelsAt, bytes.u32LittleEndian(34));
    } else {
      long rowBytes = ((long) width * bitsPerPixel + 31) / 32 * 4;
      bytes.require(pixelsAt, rowBytes * rows);
    }
    return new ImageHeader(Format.BMP, width, rows, Colors.OPAQUE, Orientation.UPRIGHT);
  }
}
