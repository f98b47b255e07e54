package dev.vinyl.evaluation.metric;

import java.util.List;

/**
 * Pixel accuracy near the boundaries of the ground truth (Kohli, Ladicky and Torr 2009;
 * Kraehenbuehl and Koltun 2011), over the pixels of all images. Immutable.
 *
 * @param rings ring {@code i} holds the pixels whose distance to a boundary is above {@code i} and
 *     at most {@code i + 1} pixels
 */
public record TrimapAccuracy(List<Ring> rings) {

  /**
   * Pixels at about the same distance to a boundary.
   *
   * @param pixels how many there are
   * @param right how many of them were predicted right
   */
  public record Ring(long pixels, long right) {}

  /** Takes a copy. */
  public TrimapAccuracy {
    rings = List.copyOf(rings);
  }

  /**
   * Share of the pixels within a distance that were predicted right.
   *
   * @param distance in pixels, 1..{@code rings().size()}
   * @return 0..1; NaN if there is no pixel
   */
  public double within(int distance) {
    if (distance < 1 || distance > rings.size()) {
      throw new IllegalArgumentException(
          "accuracy is known within 1..%d pixels, not %d".formatted(rings.size(), distance));
    }
    long pixels = 0;
    long right = 0;
    for (Ring ring : rings.subList(0, distance)) {
      pixels += ring.pixels();
      right += ring.right();
    }
    return (double) right / pixels;
  }
}
