package dev.vinyl.runtime.image;

import java.io.EOFException;
import java.util.List;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * How a stored image is turned upright: the eight values of EXIF's tag 0x0112, in its order. An
 * image is mirrored along its diagonal first, where that is asked for, then from left to right and
 * from top to bottom.
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

  /** The value of EXIF's tag, 1 to 8. */
  int exifValue() {
    return List.of(values()).indexOf(this) + 1;
  }

  /**
   * Reads it from an EXIF block, with or without the leading {@code Exif\0\0}. A block that makes
   * no sense leaves the image as it is: cameras and editors write all kinds.
   */
  static Orientation ofExif(EncodedBytes bytes, int from, int to) {
    int start = bytes.startsWith(from, 'E', 'x', 'i', 'f', 0, 0) ? from + 6 : from;
    EncodedBytes tiff = bytes.part(Math.min(start, to), to);
    try {
      if (tiff.startsWith(0, 'I', 'I', 42, 0)) {
        return ofTiff(tiff, true);
      }
      return tiff.startsWith(0, 'M', 'M', 0, 42) ? ofTiff(tiff, false) : UPRIGHT;
    } catch (EOFException e) {
      return UPRIGHT;
    }
  }

  private static Orientation ofTiff(EncodedBytes tiff, boolean littleEndian) throws EOFException {
    long directory = littleEndian ? tiff.u32LittleEndian(4) : tiff.u32BigEndian(4);
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

  private static int u16(EncodedBytes tiff, long at, boolean littleEndian) throws EOFException {
    return littleEndian ? tiff.u16LittleEndian(at) : tiff.u16BigEndian(at);
  }

  /** Turns an image upright. OpenCV's flip works in place; its transposing does not. */
  void apply(Mat stored, Mat upright) {
    if (diagonal) {
      opencv_core.transpose(stored, upright);
    }
    Mat from = diagonal ? upright : stored;
    if (horizontal && vertical) {
      opencv_core.flip(from, upright, -1);
    } else if (horizontal) {
      opencv_core.flip(from, upright, 1);
    } else if (vertical) {
      opencv_core.flip(from, upright, 0);
    } else if (!diagonal) {
      stored.copyTo(upright);
    }
  }
}
