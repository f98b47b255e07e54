package dev.vinyl.runtime.image;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * JPEGs of four inks without Adobe's marker. OpenCV takes every JPEG of four channels for one of
 * Adobe's, whose values are inverted, so that these would come out as negatives.
 */
final class CmykJpeg {
  private static final int INKS = 4;

  private CmykJpeg() {}

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

  private static RgbImage toRgb(Raster inks) {
    int width = inks.getWidth();
    int height = inks.getHeight();
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(width, height))];
    int[] row = new int[width * INKS];
    int to = 0;
    for (int y = 0; y < height; y++) {
      inks.getPixels(0, y, width, 1, row);
      for (int at = 0; at < row.length; at += INKS) {
        int light = 255 - row[at + 3];
        for (int c = 0; c < 3; c++) {
          pixels[to++] = (byte) (((255 - row[at + c]) * light + 127) / 255);
        }
      }
    }
    return new RgbImage(width, height, pixels);
  }
}
