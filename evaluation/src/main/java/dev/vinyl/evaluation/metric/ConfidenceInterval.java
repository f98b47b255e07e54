package dev.vinyl.evaluation.metric;

/**
 * A number with the range that resampling gives it. All three are NaN where nothing defines them.
 *
 * @param estimate the number, from all images once
 * @param low the lower end, in the unit of the estimate
 * @param high the upper end, at least {@code low}
 * @param level share of the resamples that lie between the ends, above 0 and below 1; such as 0.95
 */
public record ConfidenceInterval(double estimate, double low, double high, double level) {

  /** Checks the ranges. */
  public ConfidenceInterval {
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "level must lie between 0 and 1, such as 0.95; got " + level);
    }
    if (low > high) {
      throw new IllegalArgumentException(
          "an interval runs from low to high, got %s..%s".formatted(low, high));
    }
  }

  /** Whether a value lies within the ends, which belong to the interval. */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }
}
