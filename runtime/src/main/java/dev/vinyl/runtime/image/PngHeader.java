package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
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
 * @param orientation how to turn the image upright
 */
record PngHeader(
    int width,
    int height,
    int bitDepth,
    int colorType,
    boolean transparentColors,
    Orientation orientation) {
  static final int GREY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GREY_ALPHA = 4;
  static final int RGBA = 6;
  private static final int ALPHA_BIT = 4;

  private static final int SIGNATURE_BYTES = 8;
  private static final int DEPTH_AT = 24;
  private static final int COLOR_TYPE_AT = 25;
  private static final int IHDR = 0x49484452;
  private static final int IHDR_BYTES = 13;
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
    Orientation orientation = Orientation.UPRIGHT;
    long at = SIGNATURE_BYTES;
    for (int type = 0; type != IEND; ) {
      long length = bytes.u32BigEndian(at);
      type = (int) bytes.u32BigEndian(at + 4);
      if (at == SIGNATURE_BYTES && (type != IHDR || length != IHDR_BYTES)) {
        throw new IOException("its header chunk is missing");
      }
      checkSum(bytes, at, length);
      if (type == EXIF) {
        orientation = Orientation.ofExif(bytes, (int) at + 8, (int) (at + 8 + length));
      }
      at += length + 12;
    }
    return new PngHeader(
        size(bytes, 16),
        size(bytes, 20),
        bytes.u8(DEPTH_AT),
        bytes.u8(COLOR_TYPE_AT),
        transparency(bytes) >= 0,
        orientation);
  }

  /**
   * Where the chunk starts that says what is transparent, or -1. One that stands behind the pixels
   * or before the palette, or has not the length that belongs to the kind of image, says nothing:
   * decoders complain about it and go on without.
   */
  private static int transparency(EncodedBytes png) throws IOException {
    int entries = 0;
    int at = SIGNATURE_BYTES;
    while (true) {
      int length = (int) png.u32BigEndian(at);
      int type = (int) png.u32BigEndian(at + 4);
      if (type == IDAT || type == IEND) {
        return -1;
      }
      if (type == PLTE) {
        entries = Math.min(length / 3, 1 << png.u8(DEPTH_AT));
      }
      boolean says =
          switch (png.u8(COLOR_TYPE_AT)) {
            case GREY -> length == 2;
            case RGB -> length == 6;
            case PALETTE -> length >= 1 && length <= entries;
            default -> false;
          };
      if (type == TRNS && says) {
        return at;
      }
      at += length + 12;
    }
  }

  /**
   * The grey value whose pixels are transparent, or -1 if there is none.
   *
   * @param png one that {@link #read} accepts
   * @return 0..65535 for 16 bits a value; fewer bits are scaled to 0..255, as decoders do
   */
  static int transparentGrey(EncodedBytes png) throws IOException {
    int at = transparency(png);
    if (at < 0 || png.u8(COLOR_TYPE_AT) != GREY) {
      return -1;
    }
    int depth = png.u8(DEPTH_AT);
    int most = (1 << depth) - 1;
    int value = png.u16BigEndian(at + 8) & most;
    return depth < 8 ? value * 255 / most : value;
  }

  ImageHeader toImageHeader() {
    boolean transparent = transparentColors || (colorType & ALPHA_BIT) != 0;
    return new ImageHeader(
        Format.PNG, width, height, transparent ? Colors.TRANSPARENT : Colors.OPAQUE, orientation);
  }

  /** What a pixel holds, for messages. */
  String describeValues() {
    String kind =
        switch (colorType) {
          case GREY -> "grey values";
          case PALETTE -> "palette entries";
          case GREY_ALPHA -> "grey values with alpha";
          case RGBA -> "RGB colours with alpha";
          default -> "RGB colours";
        };
    return bitDepth + "-bit " + kind;
  }

  /**
   * A PNG with nothing but what its pixels depend on. Decoders print complaints about the rest,
   * such as colour profiles that many programs write wrongly. A transparent grey value goes as
   * well: values stay raw without it, see {@link #transparentGrey}.
   *
   * @param png one that {@link #read} accepts; the chunks that stay are moved forward in it
   * @return the same memory up to the last chunk that stays
   */
  static EncodedBytes withoutExtras(EncodedBytes png) throws IOException {
    int transparency = png.u8(COLOR_TYPE_AT) == GREY ? -1 : transparency(png);
    int at = SIGNATURE_BYTES;
    int end = SIGNATURE_BYTES;
    for (int type = 0; type != IEND; ) {
      int chunkBytes = (int) png.u32BigEndian(at) + 12;
      type = (int) png.u32BigEndian(at + 4);
      boolean keep =
          switch (type) {
            case IHDR, IDAT, IEND -> true;
            case PLTE -> png.u8(COLOR_TYPE_AT) != GREY;
            case TRNS -> at == transparency;
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

  /**
   * The colours of the palette, {@code red << 16 | green << 8 | blue}; none where there is none.
   *
   * @param png one that {@link #read} accepts
   */
  static int[] paletteColors(EncodedBytes png) throws IOException {
    int at = SIGNATURE_BYTES;
    for (int type = 0; type != IEND; ) {
      int length = (int) png.u32BigEndian(at);
      type = (int) png.u32BigEndian(at + 4);
      if (type == PLTE) {
        int[] colors = new int[length / 3];
        for (int i = 0; i < colors.length; i++) {
          int entry = at + 8 + 3 * i;
          colors[i] = png.u8(entry) << 16 | png.u16BigEndian(entry + 1);
        }
        return colors;
      }
      at += length + 12;
    }
    return new int[0];
  }

  /**
   * A PNG of palette entries of 8 bits each as one of grey values: decoders give the entries
   * themselves then, and not the palette's colours.
   *
   * @param png one that {@link #read} accepts; changed
   * @return as {@link #withoutExtras}
   */
  static EncodedBytes entriesAsGrey(EncodedBytes png) throws IOException {
    png.put(COLOR_TYPE_AT, GREY);
    png.putInt(
        SIGNATURE_BYTES + 8 + IHDR_BYTES, (int) png.crc32(SIGNATURE_BYTES + 4, 4 + IHDR_BYTES));
    return withoutExtras(png);
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
