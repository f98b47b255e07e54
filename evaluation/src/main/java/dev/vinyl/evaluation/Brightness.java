package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.RgbImage;

/** How bright an image is. */
final class Brightness {
  private static final int STEP = 4;

  private Brightness() {}

  /** Mean luma (ITU-R BT.601) of every fourth row and column, 0..1. */
  static double of(RgbImage image) {
    double sum = 0;
    long pixels = 0;
    for (int y = 0; y < image.height(); y += STEP) {
      for (int x = 0; x < image.width(); x += STEP) {
        sum += 0.299 * image.get(x, y, 0) + 0.587 * image.get(x, y, 1) + 0.114 * image.get(x, y, 2);
        pixels++;
      }
    }
    return sum / pixels / 255;
  }
}
