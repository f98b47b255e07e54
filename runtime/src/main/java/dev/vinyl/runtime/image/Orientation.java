package dev.vinyl.runtime.image;

import java.io.EOFException;
import java.util.Arrays;

/**
 * How a stored picture is turned upright: the eight values of EXIF's tag 0x0112, in its order. A
 * picture is mirrored along its diagonal first, where that is asked for, then from left to right
 * and from top to bottom.
 */
enum Orientation {
  UPRIGHT(false, false, false),
  MIRRORED(false, true, false),
  HALF_TURN(false, true, true),
  UPSIDE_DOWN_MIRRORED(false, false, true),
  TRANSPOSED(true, false, false),
  QUARTER_TURN_RIGHT(true, true, false),
  TRANSPOSED_HALF_TURN(true, true, true),
  QUARTER_TURN_LEFT(true, false, true);

  private static final int TAG = 0x0112;
  private static final int ENTRY_BYTES = 12;

  private final boolean diagonal;
  private final boolean horizontal;
  private final boolean vertical;

  Orientation(boolean diagonal, boolean horizontal, boolean vertical) {
    this.diagonal = diagonal;
    this.horizontal = horizontal;
    this.vertical = vertical;
  }

  /**
   * Reads it from an EXIF block, with or without the leading {@code Exif\0\0}. A block that makes
   * no sense leaves the picture as it is: cameras and editors write all kinds.
   */
  static Orientation ofExif(byte[] bytes, int from, int to) {
    int start = Bytes.startsWith(bytes, from, 'E', 'x', 'i', 'f', 0, 0) ? from + 6 : from;
    byte[] tiff = Arrays.copyOfRange(bytes, Math.min(start, to), to);
    try {
      if (Bytes.startsWith(tiff, 0, 'I', 'I', 42, 0)) {
        return ofTiff(tiff, true);
      }
      return Bytes.startsWith(tiff, 0, 'M', 'M', 0, 42) ? ofTiff(tiff, false) : UPRIGHT;
    } catch (EOFException e) {
      return UPRIGHT;
    }
  }

  private static Orientation ofTiff(byte[] tiff, boolean littleEndian) throws EOFException {
    long directory = littleEndian ? Bytes.u32LittleEndian(tiff, 4) : Bytes.u32BigEndian(tiff, 4);
    int entries = u16(tiff, directory, littleEndian);
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + (long) i * ENTRY_BYTES;
      if (u16(tiff, entry, littleEndian) == TAG) {
        int value = u16(tiff, entry + 8, littleEndian);
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
  }

  private static int u16(byte[] tiff, long at, boolean littleEndian) throws EOFException {
    return littleEndian ? Bytes.u16LittleEndian(tiff, at) : Bytes.u16BigEndian(tiff, at);
  }

  /** The picture turned upright; the picture itself if it is. */
  RgbImage apply(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = diagonal ? stored.height() : stored.width();
    int height = diagonal ? stored.width() : stored.height();
    int rightwards = diagonal ? 3 * stored.width() : 3;
    int downwards = diagonal ? 3 : 3 * stored.width();
    int origin =
        (horizontal ? (width - 1) * rightwards : 0) + (vertical ? (height - 1) * downwards : 0);
    int stepX = horizontal ? -rightwards : rightwards;
    int stepY = vertical ? -downwards : downwards;

    byte[] from = stored.pixels();
    byte[] pixels = new byte[from.length];
    int to = 0;
    for (int y = 0; y < height; y++) {
      int source = origin + y * stepY;
      for (int x = 0; x < width; x++, source += stepX) {
        pixels[to++] = from[source];
        pixels[to++] = from[source + 1];
        pixels[to++] = from[source + 2];
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
