package dev.vinyl.benchmarks;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.Palette;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A folder in the layout of the Oxford-IIIT Pet set with {@link Photographs} of 500 x 375 pixels,
 * and trimaps of a round thing with dents and a border of 6 pixels.
 */
final class PhotographedPets {
  private static final int WIDTH = 500;
  private static final int HEIGHT = 375;
  private static final int BORDER = 3; // to either side of the outline
  private static final int DIFFERENT = 64;

  private PhotographedPets() {}

  /** Writes images for testing; 64 different ones, of which the others are links. */
  static void write(Path root, int count) throws IOException {
    Path images = Files.createDirectories(root.resolve("images"));
    Path trimaps = Files.createDirectories(root.resolve("annotations/trimaps"));
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path image = images.resolve(id(i) + ".jpg");
      Path trimap = trimaps.resolve(id(i) + ".png");
      if (i < DIFFERENT) {
        Files.write(image, Photographs.jpeg(WIDTH, HEIGHT, i));
        ImageFiles.writeIndexedPng(trimap(i), Palette.standard(), trimap);
      } else {
        Files.createLink(image, images.resolve(id(i % DIFFERENT) + ".jpg"));
        Files.createLink(trimap, trimaps.resolve(id(i % DIFFERENT) + ".png"));
      }
      lines.add(id(i) + " 1 1 1");
    }
    Files.write(root.resolve("annotations/list.txt"), lines);
    Files.write(root.resolve("annotations/test.txt"), lines);
    Files.write(root.resolve("annotations/trainval.txt"), List.of());
  }

  private static String id(int number) {
    return "Round_" + number;
  }

  private static ClassMask trimap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double x = WIDTH * random.nextDouble(0.3, 0.7);
    double y = HEIGHT * random.nextDouble(0.3, 0.7);
    double radius = HEIGHT * random.nextDouble(0.2, 0.4);
    double turn = random.nextDouble(2 * Math.PI);
    byte[] classes = new byte[WIDTH * HEIGHT];
    for (int i = 0; i < classes.length; i++) {
      int row = i / WIDTH;
      double right = i % WIDTH - x;
      double down = row - y;
      double angle = Math.atan2(down, right) + turn;
      double outline = radius * (1 + 0.15 * Math.sin(5 * angle) + 0.05 * Math.sin(17 * angle));
      double distance = Math.hypot(right, down) - outline;
      classes[i] = (byte) (Math.abs(distance) < BORDER ? 3 : distance < 0 ? 1 : 2);
    }
    return new ClassMask(WIDTH, HEIGHT, classes);
  }
}
