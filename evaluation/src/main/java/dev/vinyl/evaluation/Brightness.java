package dev.vinyl.evaluation;

import dev.vinyl.runtime.image.RgbImage;

/** How bright a picture is. */
final class Brightness {
  private static final int STEP = 4;

  private Brightness() {}

  /** Mean luma (ITU-R BT.601) of every fourth row and column, 0..1. */
  static double of(RgbImage picture) {
    double sum = 0;
    long pixels = 0;
    for (int y = 0; y < picture.height(); y += STEP) {
      for (int x = 0; x < picture.width(); x += STEP) {
        sum +=
            0.299 * picture.get(x, y, 0)
                + 0.587 * picture.get(x, y, 1)
                + 0.114 * picture.get(x, y, 2);
        pixels++;
      }
    }
    return sum / pixels / 255;
  }
}
