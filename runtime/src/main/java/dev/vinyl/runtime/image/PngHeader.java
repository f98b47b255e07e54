package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.PictureHeader.Colors;
import dev.vinyl.runtime.image.PictureHeader.Format;
import java.io.IOException;

/**
 * What a PNG's chunks say. All of them are walked to the last, and their checksums compared, so a
 * file that is cut off or has a wrong byte is found before it is decoded.
 *
 * @param width in pixels
 * @param height in pixels
 * @param bitDepth of a value: 1, 2, 4, 8 or 16
 * @param colorType as PNG counts: 0 grey, 2 RGB, 3 palette, 4 grey with alpha, 6 RGB with alpha
 * @param transparentColors whether single colours or palette entries are transparent
 * @param orientation how to turn the picture upright
 */
record PngHeader(
    int width,
    int height,
    int bitDepth,
    int colorType,
    boolean transparentColors,
    Orientation orientation) {
  static final int GREY = 0;
  static final int PALETTE = 3;
  private static final int ALPHA_BIT = 4;

  private static final int SIGNATURE_BYTES = 8;
  private static final int IHDR = 0x49484452;
  private static final int PLTE = 0x504c5445;
  private static final int TRNS = 0x74524e53;
  private static final int IDAT = 0x49444154;
  private static final int IEND = 0x49454e44;
  private static final int EXIF = 0x65584966;

  /**
   * Walks all chunks.
   *
   * @throws IOException if a chunk is wrong or missing; an EOFException if the last one is
   */
  static PngHeader read(EncodedBytes bytes) throws IOException {
    boolean transparentColors = false;
    Orientation orientation = Orientation.UPRIGHT;
    long at = SIGNATURE_BYTES;
    for (int type = 0; type != IEND; ) {
      long length = bytes.u32BigEndian(at);
      type = (int) bytes.u32BigEndian(at + 4);
      if (at == SIGNATURE_BYTES && (type != IHDR || length != 13)) {
        throw new IOException("its header chunk is missing");
      }
      checkSum(bytes, at, length);
      transparentColors |= type == TRNS;
      if (type == EXIF) {
        orientation = Orientation.ofExif(bytes, (int) at + 8, (int) (at + 8 + length));
      }
      at += length + 12;
    }
    return new PngHeader(
        size(bytes, 16),
        size(bytes, 20),
        bytes.u8(24),
        bytes.u8(25),
        transparentColors,
        orientation);
  }

  PictureHeader toPictureHeader() {
    boolean transparent = transparentColors || (colorType & ALPHA_BIT) != 0;
    return new PictureHeader(
        Format.PNG, width, height, transparent ? Colors.TRANSPARENT : Colors.OPAQUE, orientation);
  }

  /** What a pixel holds, for messages. */
  String describeValues() {
    String kind =
        switch (colorType) {
          case GREY -> "grey values";
          case PALETTE -> "palette entries";
          case 4 -> "grey values with alpha";
          case 6 -> "RGB colours with alpha";
          default -> "RGB colours";
        };
    return bitDepth + "-bit " + kind;
  }

  /**
   * A PNG with nothing but what its pixels depend on. Decoders print complaints about the rest,
   * such as colour profiles that many programs write wrongly.
   *
   * @param png one that {@link #read} accepts; the chunks that stay are moved forward in it
   * @return the same memory up to the last chunk that stays
   */
  static EncodedBytes withoutExtras(EncodedBytes png) throws IOException {
    int at = SIGNATURE_BYTES;
    int end = SIGNATURE_BYTES;
    for (int type = 0; type != IEND; ) {
      int chunkBytes = (int) png.u32BigEndian(at) + 12;
      type = (int) png.u32BigEndian(at + 4);
      boolean keep =
          switch (type) {
            case IHDR, PLTE, TRNS, IDAT, IEND -> true;
            default -> false;
          };
      if (keep) {
        if (at > end) {
          png.move(at, chunkBytes, end);
        }
        end += chunkBytes;
      }
      at += chunkBytes;
    }
    return png.part(0, end);
  }

  private static int size(EncodedBytes bytes, int at) throws IOException {
    long size = bytes.u32BigEndian(at);
    if (size < 1 || size > Integer.MAX_VALUE) {
      throw new IOException("a side of %d pixels".formatted(size));
    }
    return (int) size;
  }

  private static void checkSum(EncodedBytes bytes, long at, long length) throws IOException {
    bytes.require(at, length + 12);
    if (bytes.crc32((int) at + 4, (int) length + 4) != bytes.u32BigEndian(at + 8 + length)) {
      throw new IOException("the checksum at byte %d is wrong".formatted(at + 8 + length));
    }
  }
}
