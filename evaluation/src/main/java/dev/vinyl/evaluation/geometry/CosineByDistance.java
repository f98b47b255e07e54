package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;

/**
 * Mean cosine similarity of all pairs of patches by their Manhattan distance on the grid, over all
 * images. Immutable.
 *
 * @param curve the cosine at distance 1, 2 and so on, -1..1; 14 of them on a grid of 8 x 8
 * @param images how many images were looked at
 */
public record CosineByDistance(List<ConfidenceInterval> curve, long images) {

  /** Takes a copy. */
  public CosineByDistance {
    curve = List.copyOf(curve);
  }

  /** The mean cosine at a distance, 1..{@link #maxDistance}. */
  public ConfidenceInterval at(int distance) {
    if (distance < 1 || distance > curve.size()) {
      throw new IllegalArgumentException(
          "distances are 1..%d, got %d".formatted(curve.size(), distance));
    }
    return curve.get(distance - 1);
  }

  /** The distance of opposite corners. */
  public int maxDistance() {
    return curve.size();
  }
}
