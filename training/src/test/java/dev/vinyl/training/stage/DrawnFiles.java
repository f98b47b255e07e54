package dev.vinyl.training.stage;

import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Folders of small images in PNG files. */
final class DrawnFiles {
  private static final int WIDTH = 30;
  private static final int HEIGHT = 26;
  private static final List<String> COLOURS = List.of("blue", "green", "red");

  private DrawnFiles() {}

  /** A class for each of three colours, each with noise of its own strength; 3 x count files. */
  static void writeColours(Path folder, int count) throws IOException {
    for (int colour = 0; colour < 3; colour++) {
      for (int i = 0; i < count; i++) {
        Random random = new Random(100 * colour + i);
        byte[] pixels = new byte[3 * WIDTH * HEIGHT];
        for (int at = 0; at < pixels.length; at++) {
          boolean strong = at % 3 == 2 - colour;
          pixels[at] = (byte) ((strong ? 200 : 20) + random.nextInt(40));
        }
        write(folder.resolve(COLOURS.get(colour)).resolve(i + ".png"), pixels);
      }
    }
  }

  /** Bars of two colours, wide and bright in another way in each image. */
  static void writeBars(Path folder, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      byte[] pixels = new byte[3 * WIDTH * HEIGHT];
      for (int at = 0; at < pixels.length; at++) {
        int column = at / 3 % WIDTH;
        boolean bar = (column + i) / (3 + i % 4) % 2 == 0;
        pixels[at] = (byte) (bar ? 40 + 10 * (i % 12) : 250 - 60 * (at % 3));
      }
      write(folder.resolve("bars-%03d.png".formatted(i)), pixels);
    }
  }

  private static void write(Path file, byte[] pixels) throws IOException {
    ImageFiles.writePng(new RgbImage(WIDTH, HEIGHT, pixels), file);
  }
}
