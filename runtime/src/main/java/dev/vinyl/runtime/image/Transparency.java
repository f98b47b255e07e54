package dev.vinyl.runtime.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.ShortPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Lays images with an alpha channel over white, as a page or a viewer shows them. */
final class Transparency {
  private static final int CHANNELS = 4;

  private Transparency() {}

  /** A channel's value, 0..255, of a pixel with an alpha of 0 (white) to 255 (the value itself). */
  static int overWhite(int value, int alpha) {
    return (value * alpha + 255 * (255 - alpha) + 127) / 255;
  }

  /**
   * Removes alpha.
   *
   * @param bgra [H, W, 4], blue first, 8 or 16 bits unsigned; of 16 the upper 8 count
   * @param rgb becomes [H, W, 3], red first, 8 bits
   * @throws IllegalArgumentException if the values are of another kind
   */
  static void overWhite(Mat bgra, Mat rgb) {
    int depth = bgra.depth();
    if (bgra.channels() != CHANNELS
        || (depth != opencv_core.CV_8U && depth != opencv_core.CV_16U)) {
      throw new IllegalArgumentException(
          "%d channels of depth %d where 4 of 8 or 16 bits were expected"
              .formatted(bgra.channels(), depth));
    }
    rgb.create(bgra.rows(), bgra.cols(), opencv_core.CV_8UC3);
    byte[] values = new byte[CHANNELS * bgra.cols()];
    short[] wide = new short[depth == opencv_core.CV_16U ? values.length : 0];
    byte[] row = new byte[3 * bgra.cols()];
    for (int y = 0; y < bgra.rows(); y++) {
      readRow(bgra, y, values, wide);
      for (int x = 0; x < bgra.cols(); x++) {
        int alpha = values[CHANNELS * x + 3] & 0xff;
        for (int c = 0; c < 3; c++) {
          row[3 * x + c] = (byte) overWhite(values[CHANNELS * x + 2 - c] & 0xff, alpha);
        }
      }
      try (BytePointer to = rgb.ptr(y)) {
        to.put(row);
      }
    }
  }

  /**
   * Repeats grey, with white for one of its values.
   *
   * @param grey [H, W], 8 or 16 bits unsigned; of 16 the upper 8 count
   * @param transparent the value, in grey's own range
   * @param rgb becomes [H, W, 3], 8 bits
   * @throws IllegalArgumentException if the values are of another kind
   */
  static void overWhite(Mat grey, int transparent, Mat rgb) {
    int type = grey.type();
    if (type != opencv_core.CV_8UC1 && type != opencv_core.CV_16UC1) {
      throw new IllegalArgumentException(
          "%d channels of depth %d where grey of 8 or 16 bits was expected"
              .formatted(grey.channels(), grey.depth()));
    }
    boolean wide = type == opencv_core.CV_16UC1;
    rgb.create(grey.rows(), grey.cols(), opencv_core.CV_8UC3);
    byte[] row = new byte[3 * grey.cols()];
    for (int y = 0; y < grey.rows(); y++) {
      try (BytePointer from = grey.ptr(y);
          BytePointer to = rgb.ptr(y)) {
        ByteBuffer values = from.capacity((wide ? 2L : 1L) * grey.cols()).asBuffer();
        values.order(ByteOrder.nativeOrder());
        for (int x = 0; x < grey.cols(); x++) {
          int value = wide ? values.getShort(2 * x) & 0xffff : values.get(x) & 0xff;
          int seen = value == transparent ? 255 : wide ? value >>> 8 : value;
          Arrays.fill(row, 3 * x, 3 * x + 3, (byte) seen);
        }
        to.put(row);
      }
    }
  }

  private static void readRow(Mat bgra, int y, byte[] values, short[] wide) {
    try (BytePointer from = bgra.ptr(y)) {
      if (wide.length == 0) {
        from.get(values);
        return;
      }
      new ShortPointer(from).get(wide);
      for (int i = 0; i < values.length; i++) {
        values[i] = (byte) (wide[i] >>> 8);
      }
    }
  }
}
