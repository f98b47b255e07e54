package dev.vinyl.evaluation.metric;

import java.util.Arrays;

/**
 * A score of all images once, and of each draw of images that a {@link Bootstrap} made. Scores that
 * were resampled with the same bootstrap over as many units come from the same draws, so that their
 * draws can be subtracted and averaged one by one. Immutable.
 */
public final class Resamples {
  private final int units;
  private final double estimate;
  private final double[] draws;

  Resamples(int units, double estimate, double[] draws) {
    this.units = units;
    this.estimate = estimate;
    this.draws = draws.clone();
  }

  /** How many images, or blocks of them, were drawn from and in each draw. */
  public int units() {
    return units;
  }

  /** The score of all images once; NaN where they do not define it. */
  public double estimate() {
    return estimate;
  }

  /** How many draws there are. */
  public int size() {
    return draws.length;
  }

  /** The score of one draw, counted from 0; NaN where the draw does not define it. */
  public double draw(int index) {
    return draws[index];
  }

  /**
   * This score less another one, draw by draw.
   *
   * @throws IllegalArgumentException if they do not come from the same draws
   */
  public Resamples minus(Resamples other) {
    if (other.units != units || other.draws.length != draws.length) {
      throw new IllegalArgumentException(
          "a difference needs the same draws twice, got %d of %d images and %d of %d"
              .formatted(draws.length, units, other.draws.length, other.units));
    }
    double[] differences = new double[draws.length];
    Arrays.setAll(differences, i -> draws[i] - other.draws[i]);
    return new Resamples(units, estimate - other.estimate, differences);
  }

  /**
   * The middle part of the draws; those that do not define the score are left out.
   *
   * @param level share of the draws within the interval, above 0 and below 1
   */
  public ConfidenceInterval interval(double level) {
    double[] sorted = Arrays.stream(draws).filter(v -> !Double.isNaN(v)).sorted().toArray();
    double tail = (1 - level) / 2;
    return new ConfidenceInterval(
        estimate, quantile(sorted, tail), quantile(sorted, 1 - tail), level);
  }

  /** Linear between the two nearest values: type 7 of Hyndman and Fan (1996), as NumPy does. */
  private static double quantile(double[] sorted, double p) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    double place = p * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }
}
