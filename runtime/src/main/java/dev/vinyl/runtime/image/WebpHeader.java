package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.PictureHeader.Colors;
import dev.vinyl.runtime.image.PictureHeader.Format;
import java.io.IOException;

/** What a WebP's chunks say; all bytes that its outermost length promises must be there. */
final class WebpHeader {
  private static final int FIRST_CHUNK = 12;
  private static final int ALPHA_FLAG = 0x10;
  private static final int VP8 = 0x20385056; // "VP8 ", "VP8L", "VP8X", "EXIF" read little-endian
  private static final int VP8L = 0x4c385056;
  private static final int VP8X = 0x58385056;
  private static final int EXIF = 0x46495845;
  private static final int FOURTEEN_BITS = 0x3fff;

  private WebpHeader() {}

  static PictureHeader read(byte[] bytes) throws IOException {
    long end = 8 + Bytes.u32LittleEndian(bytes, 4);
    Bytes.require(bytes, 0, end);
    int data = FIRST_CHUNK + 8;
    int type = (int) Bytes.u32LittleEndian(bytes, FIRST_CHUNK);
    return switch (type) {
      case VP8 -> {
        if (Bytes.u24LittleEndian(bytes, data + 3) != 0x2a019d) {
          throw new IOException("its frame does not start as it must");
        }
        yield picture(
            Bytes.u16LittleEndian(bytes, data + 6) & FOURTEEN_BITS,
            Bytes.u16LittleEndian(bytes, data + 8) & FOURTEEN_BITS,
            false,
            Orientation.UPRIGHT);
      }
      case VP8L -> {
        long bits = Bytes.u32LittleEndian(bytes, data + 1);
        yield picture(
            1 + (int) (bits & FOURTEEN_BITS),
            1 + (int) (bits >> 14 & FOURTEEN_BITS),
            (bits >> 28 & 1) != 0,
            Orientation.UPRIGHT);
      }
      case VP8X ->
          picture(
              1 + Bytes.u24LittleEndian(bytes, data + 4),
              1 + Bytes.u24LittleEndian(bytes, data + 7),
              (Bytes.u8(bytes, data) & ALPHA_FLAG) != 0,
              orientation(bytes, end));
      default -> throw new IOException("it holds no picture");
    };
  }

  private static PictureHeader picture(
      int width, int height, boolean alpha, Orientation orientation) throws IOException {
    if (width < 1 || height < 1) {
      throw new IOException("a picture of %d x %d pixels".formatted(width, height));
    }
    Colors colors = alpha ? Colors.TRANSPARENT : Colors.OPAQUE;
    return new PictureHeader(Format.WEBP, width, height, colors, orientation);
  }

  private static Orientation orientation(byte[] bytes, long end) throws IOException {
    for (long at = FIRST_CHUNK; at + 8 <= end; ) {
      long length = Bytes.u32LittleEndian(bytes, at + 4);
      Bytes.require(bytes, at + 8, length);
      if ((int) Bytes.u32LittleEndian(bytes, at) == EXIF) {
        return Orientation.ofExif(bytes, (int) at + 8, (int) (at + 8 + length));
      }
      at += 8 + length + (length & 1); // chunks start at even positions
    }
    return Orientation.UPRIGHT;
  }
}
