package dev.vinyl.benchmarks;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Images that take a decoder about as long as photographs do: smooth noise of every scale from 1
 * pixel (a sensor's grain) to 256, the coarser the stronger, as nature has it.
 */
final class Photographs {
  private final int width;
  private final int height;
  private final SplittableRandom random;

  private Photographs(int width, int height, long seed) {
    this.width = width;
    this.height = height;
    this.random = new SplittableRandom(seed);
  }

  /** One as JPEG of quality 90. */
  static byte[] jpeg(int width, int height, long seed) throws IOException {
    return jpeg(new Photographs(width, height, seed).image());
  }

  private BufferedImage image() {
    float[][] channels = new float[3][width * height];
    for (float[] channel : channels) {
      Arrays.fill(channel, 128);
      for (int scale = 256; scale >= 1; scale /= 2) {
        addNoise(channel, scale);
      }
    }
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      int rgb = 0;
      for (float[] channel : channels) {
        // three parts that the channels share, one of its own: photographs are mostly grey
        float value = 0.75f * channels[0][i] + 0.25f * channel[i];
        rgb = rgb << 8 | Math.max(0, Math.min(255, Math.round(value)));
      }
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  private void addNoise(float[] channel, int scale) {
    int columns = width / scale + 2;
    double amplitude = 8 * Math.sqrt(scale);
    double[] knots = new double[columns * (height / scale + 2)];
    for (int i = 0; i < knots.length; i++) {
      knots[i] = amplitude * (random.nextDouble() - 0.5);
    }
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y / scale * columns + x / scale;
        double right = (double) (x % scale) / scale;
        double down = (double) (y % scale) / scale;
        channel[y * width + x] +=
            (float)
                ((1 - down) * ((1 - right) * knots[at] + right * knots[at + 1])
                    + down * ((1 - right) * knots[at + columns] + right * knots[at + columns + 1]));
      }
    }
  }

  private static byte[] jpeg(BufferedImage image) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam parameters = writer.getDefaultWriteParam();
    parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    parameters.setCompressionQuality(0.9f);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var stream = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(image, null, null), parameters);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
