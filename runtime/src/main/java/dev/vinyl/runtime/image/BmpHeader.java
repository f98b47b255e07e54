package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.PictureHeader.Colors;
import dev.vinyl.runtime.image.PictureHeader.Format;
import java.io.IOException;
import java.util.Set;

/**
 * What a BMP's header says, and whether all its rows are there. A fourth channel is not read as
 * opacity: most programs leave it at 0 and mean an opaque picture.
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

  static PictureHeader read(byte[] bytes) throws IOException {
    long headerBytes = Bytes.u32LittleEndian(bytes, 14);
    boolean old = headerBytes == OLD_HEADER_BYTES;
    if (!old && (headerBytes < HEADER_BYTES || headerBytes > LARGEST_HEADER_BYTES)) {
      throw new IOException("a header of %d bytes".formatted(headerBytes));
    }
    int width = old ? Bytes.u16LittleEndian(bytes, 18) : (int) Bytes.u32LittleEndian(bytes, 18);
    int height = old ? Bytes.u16LittleEndian(bytes, 20) : (int) Bytes.u32LittleEndian(bytes, 22);
    int rows = Math.abs(height); // below 0: rows are stored from the top
    if (width < 1 || rows < 1) {
      throw new IOException("a picture of %d x %d pixels".formatted(width, height));
    }
    int bitsPerPixel = Bytes.u16LittleEndian(bytes, old ? 24 : 28);
    if (!BITS_PER_PIXEL.contains(bitsPerPixel)) {
      throw new IOException("%d bits a pixel".formatted(bitsPerPixel));
    }
    long compression = old ? 0 : Bytes.u32LittleEndian(bytes, 30);
    if (compression > BIT_FIELDS) {
      throw new IOException("compression of the unusual kind %d".formatted(compression));
    }
    long pixelsAt = Bytes.u32LittleEndian(bytes, 10);
    if (compression == RUN_LENGTH_8 || compression == RUN_LENGTH_4) {
      Bytes.require(bytes, pixelsAt, Bytes.u32LittleEndian(bytes, 34));
    } else {
      long rowBytes = ((long) width * bitsPerPixel + 31) / 32 * 4;
      Bytes.require(bytes, pixelsAt, rowBytes * rows);
    }
    return new PictureHeader(Format.BMP, width, rows, Colors.OPAQUE, Orientation.UPRIGHT);
  }
}
