package dev.vinyl.runtime.image;

import java.io.IOException;
import java.nio.ShortBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** Lays pictures with an alpha channel over white, as a page or a viewer shows them. */
final class Transparency {
  private static final int CHANNELS = 4;

  private Transparency() {}

  /**
   * Removes alpha.
   *
   * @param bgra [H, W, 4], blue first, 8 or 16 bits unsigned
   */
  static RgbImage overWhite(Mat bgra) throws IOException {
    int pixels = Math.multiplyExact(bgra.rows(), bgra.cols());
    if (bgra.channels() != CHANNELS) {
      throw new IOException("%d channels where 4 were expected".formatted(bgra.channels()));
    }
    byte[] rgb = new byte[Math.multiplyExact(3, pixels)];
    byte[] values = new byte[Math.multiplyExact(CHANNELS, pixels)];
    read(bgra, values);
    for (int i = 0; i < pixels; i++) {
      int alpha = values[CHANNELS * i + 3] & 0xff;
      for (int c = 0; c < 3; c++) {
        int value = values[CHANNELS * i + 2 - c] & 0xff;
        rgb[3 * i + c] = (byte) ((value * alpha + 255 * (255 - alpha) + 127) / 255);
      }
    }
    return new RgbImage(bgra.cols(), bgra.rows(), rgb);
  }

  private static void read(Mat bgra, byte[] values) throws IOException {
    switch (bgra.depth()) {
      case opencv_core.CV_8U -> {
        try (BytePointer data = bgra.data()) {
          data.get(values);
        }
      }
      case opencv_core.CV_16U -> {
        ShortBuffer wide = bgra.createBuffer();
        for (int i = 0; i < values.length; i++) {
          values[i] = (byte) (wide.get(i) >>> 8);
        }
      }
      default -> throw new IOException("values are neither 8 nor 16 bits");
    }
  }
}
