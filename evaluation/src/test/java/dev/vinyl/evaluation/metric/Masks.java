package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Random;

/** Masks for tests, written as digits or drawn. */
final class Masks {
  private Masks() {}

  /** A row of text for each row of pixels: a digit for a class, {@code .} for an ignored pixel. */
  static ClassMask of(String... rows) {
    byte[] classes = new byte[rows.length * rows[0].length()];
    for (int i = 0; i < classes.length; i++) {
      char c = rows[i / rows[0].length()].charAt(i % rows[0].length());
      classes[i] = (byte) (c == '.' ? ClassMask.IGNORE : c - '0');
    }
    return new ClassMask(rows[0].length(), rows.length, classes);
  }

  /** Blobs: every pixel has the class of the nearest of some points, or is ignored at times. */
  static ClassMask blobs(Random random, int width, int height, int classes, double ignored) {
    int points = 1 + random.nextInt(5);
    int[][] seeds = new int[points][];
    for (int i = 0; i < points; i++) {
      seeds[i] = new int[] {random.nextInt(width), random.nextInt(height), random.nextInt(classes)};
    }
    byte[] values = new byte[width * height];
    for (int i = 0; i < values.length; i++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int[] seed : seeds) {
        double distance = Math.hypot(seed[0] - i % width, seed[1] - i / width);
        if (distance < nearest) {
          nearest = distance;
          values[i] = (byte) seed[2];
        }
      }
      if (random.nextDouble() < ignored) {
        values[i] = (byte) ClassMask.IGNORE;
      }
    }
    return new ClassMask(width, height, values);
  }
}
