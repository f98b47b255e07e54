package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.geometry.SimilarityMap;
import java.awt.image.BufferedImage;

/**
 * Colours for cosines from -0.5 to 1, the range that the paper shows: viridis (Smith and van der
 * Walt 2015), which grows evenly in lightness, also for the colour-blind and in grey print. Its
 * table is thinned to ten colours with straight lines between them.
 */
final class ColorScale {
  static final double LOW = -0.5;
  static final double HIGH = 1;

  private static final int[] ANCHORS = {
    0x440154, 0x482878, 0x3e4989, 0x31688e, 0x26828e, 0x1f9e89, 0x35b779, 0x6ece58, 0xb5de2b,
    0xfde725
  };
  private static final int STEPS = 180;

  private ColorScale() {}

  /** The colour of a cosine as {@code 0xrrggbb}; values outside the range take that of its end. */
  static int color(double cosine) {
    double share = Math.max(0, Math.min(1, (cosine - LOW) / (HIGH - LOW)));
    double at = share * (ANCHORS.length - 1);
    int first = Math.min((int) at, ANCHORS.length - 2);
    double part = at - first;
    int color = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int from = ANCHORS[first] >> shift & 0xff;
      int to = ANCHORS[first + 1] >> shift & 0xff;
      color |= (int) Math.round(from + part * (to - from)) << shift;
    }
    return color;
  }

  /** One pixel a patch. */
  static BufferedImage image(SimilarityMap map) {
    BufferedImage image = new BufferedImage(map.columns(), map.rows(), BufferedImage.TYPE_INT_RGB);
    for (int row = 0; row < map.rows(); row++) {
      for (int column = 0; column < map.columns(); column++) {
        image.setRGB(column, row, color(map.get(row, column)));
      }
    }
    return image;
  }

  /** All colours from low to high, one pixel high. */
  static BufferedImage bar() {
    BufferedImage image = new BufferedImage(STEPS, 1, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < STEPS; i++) {
      image.setRGB(i, 0, color(LOW + (HIGH - LOW) * i / (STEPS - 1)));
    }
    return image;
  }
}
