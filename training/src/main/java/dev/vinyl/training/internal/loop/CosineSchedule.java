package dev.vinyl.training.internal.loop;

/**
 * Falls along half a cosine from the base rate to a lowest one: {@code floor + (base - floor) (1 +
 * cos(pi t / epochs)) / 2} (Loshchilov and Hutter, arXiv 1608.03983, without restarts).
 *
 * @param base rate at the beginning, above 0
 * @param floor rate at the end, 0 up to the base
 * @param epochs of the training, at least 1
 */
public record CosineSchedule(double base, double floor, int epochs)
    implements LearningRateSchedule {

  /** Checks the ranges. */
  public CosineSchedule {
    if (!(base > 0) || !Double.isFinite(base)) {
      throw new IllegalArgumentException("the learning rate must be above 0, got " + base);
    }
    if (!(floor >= 0 && floor <= base)) {
      throw new IllegalArgumentException(
          "the lowest rate must be in 0..%s, got %s".formatted(base, floor));
    }
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
  }

  /** StrictMath, so that every machine trains at the same rates. */
  @Override
  public double rate(double passed) {
    double share = Math.min(1, passed / epochs);
    return floor + (base - floor) * (1 + StrictMath.cos(Math.PI * share)) / 2;
  }
}
