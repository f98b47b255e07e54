package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
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

  static ImageHeader read(EncodedBytes bytes) throws IOException {
    long end = 8 + bytes.u32LittleEndian(4);
    bytes.require(0, end);
    int data = FIRST_CHUNK + 8;
    int type = (int) bytes.u32LittleEndian(FIRST_CHUNK);
    return switch (type) {
      case VP8 -> {
        if (bytes.u24LittleEndian(data + 3) != 0x2a019d) {
          throw new IOException("its frame does not start as it must");
        }
        yield image(
            bytes.u16LittleEndian(data + 6) & FOURTEEN_BITS,
            bytes.u16LittleEndian(data + 8) & FOURTEEN_BITS,
            false,
            Orientation.UPRIGHT);
      }
      case VP8L -> {
        long bits = bytes.u32LittleEndian(data + 1);
        yield image(
            1 + (int) (bits & FOURTEEN_BITS),
            1 + (int) (bits >> 14 & FOURTEEN_BITS),
            (bits >> 28 & 1) != 0,
            Orientation.UPRIGHT);
      }
      case VP8X ->
          image(
              1 + bytes.u24LittleEndian(data + 4),
              1 + bytes.u24LittleEndian(data + 7),
              (bytes.u8(data) & ALPHA_FLAG) != 0,
              orientation(bytes, end));
      default -> throw new IOException("it holds no image");
    };
  }

  private static ImageHeader image(int width, int height, boolean alpha, Orientation orientation)
      throws IOException {
    if (width < 1 || height < 1) {
      throw new IOException("an image of %d x %d pixels".formatted(width, height));
    }
    Colors colors = alpha ? Colors.TRANSPARENT : Colors.OPAQUE;
    return new ImageHeader(Format.WEBP, width, height, colors, orientation);
  }

  private static Orientation orientation(EncodedBytes bytes, long end) throws IOException {
    for (long at = FIRST_CHUNK; at + 8 <= end; ) {
      long length = bytes.u32LittleEndian(at + 4);
      bytes.require(at + 8, length);
      if ((int) bytes.u32LittleEndian(at) == EXIF) {
        return Orientation.ofExif(bytes, (int) at + 8, (int) (at + 8 + length));
      }
      at += 8 + length + (length & 1); // chunks start at even positions
    }
    return Orientation.UPRIGHT;
  }
}
