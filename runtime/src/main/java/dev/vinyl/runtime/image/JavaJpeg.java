package dev.vinyl.runtime.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEGs that Java's own JPEG library decodes better than OpenCV's. Of four inks without Adobe's
 * marker: OpenCV takes every JPEG of four channels for one of Adobe's, whose values are inverted,
 * so that these would come out as negatives. And damaged ones, about which OpenCV's prints a line
 * to standard error: the pixels are the same but for what the damage reaches, where a JDK that
 * brings an older libjpeg may guess otherwise.
 */
final class JavaJpeg {
  private JavaJpeg() {}

  /**
   * Decodes one.
   *
   * @throws IOException if the data is damaged
   */
  static RgbImage decode(byte[] jpeg) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(jpeg))) {
      reader.setInput(stream, true, true);
      return toRgb(reader.readRaster(0, null));
    } finally {
      reader.dispose();
    }
  }

  private static RgbImage toRgb(Raster stored) {
    int width = stored.getWidth();
    int height = stored.getHeight();
    int bands = stored.getNumBands();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width * bands];
    for (int y = 0, to = 0; y < height; y++) {
      stored.getPixels(0, y, width, 1, row);
      for (int at = 0; at < row.length; at += bands, to += 3) {
        switch (bands) {
          case 1 -> Arrays.fill(pixels, to, to + 3, (byte) row[at]);
          case 3 -> fromLuminance(row, at, pixels, to);
          default -> fromInks(row, at, pixels, to);
        }
      }
    }
    return new RgbImage(width, height, pixels);
  }

  private static void fromInks(int[] inks, int at, byte[] pixels, int to) {
    int light = 255 - inks[at + 3];
    for (int c = 0; c < 3; c++) {
      pixels[to + c] = (byte) (((255 - inks[at + c]) * light + 127) / 255);
    }
  }

  /** JFIF's formula in the whole numbers of libjpeg, 1/65536, so that every bit is the same. */
  private static void fromLuminance(int[] values, int at, byte[] pixels, int to) {
    int y = values[at];
    int blue = values[at + 1] - 128;
    int red = values[at + 2] - 128;
    pixels[to] = clamp(y + ((91881 * red + 32768) >> 16)); // 1.402
    pixels[to + 1] = clamp(y + ((-22554 * blue - 46802 * red + 32768) >> 16)); // 0.34414, 0.71414
    pixels[to + 2] = clamp(y + ((116130 * blue + 32768) >> 16)); // 1.772
  }

  private static byte clamp(int value) {
    return (byte) Math.max(0, Math.min(255, value));
  }
}
