package dev.vinyl.study.internal.results;

import java.util.Optional;

/**
 * A curve that rises ever more slowly towards a limit: {@code y = a - b n^-c}. Its least squares
 * are found exactly in a and b for a given c, and over c by a scan and golden sections, so that the
 * fit needs no first guess and always ends.
 *
 * @param limit a
 * @param gap b, at least 0
 * @param rate c, within {@value #LEAST_RATE} and {@value #MOST_RATE}
 * @param error root of the mean squared distance from the points
 */
public record SaturatingCurve(double limit, double gap, double rate, double error) {
  /** A slower curve can hardly be told from a logarithm. */
  static final double LEAST_RATE = 0.02;

  /** A faster one is flat after its first point. */
  static final double MOST_RATE = 4;

  private static final int SCANNED = 60;
  private static final int SECTIONS = 40;

  /**
   * Fits the curve.
   *
   * @param sizes n of each point, above 0
   * @param values y of each point
   * @return empty if there are fewer than three sizes, a value is undefined, or the points fall
   */
  static Optional<SaturatingCurve> fit(double[] sizes, double[] values) {
    if (sizes.length < 3) {
      return Optional.empty();
    }
    for (double value : values) {
      if (Double.isNaN(value)) {
        return Optional.empty();
      }
    }
    double step = Math.log(MOST_RATE / LEAST_RATE) / SCANNED;
    int best = 0;
    for (int i = 1; i <= SCANNED; i++) {
      best =
          squares(sizes, values, rate(i, step)) < squares(sizes, values, rate(best, step))
              ? i
              : best;
    }
    double rate =
        golden(
            sizes,
            values,
            rate(Math.max(0, best - 1), step),
            rate(Math.min(SCANNED, best + 1), step));
    SaturatingCurve curve = linear(sizes, values, rate);
    return curve.gap > 0 ? Optional.of(curve) : Optional.empty();
  }

  private static double rate(int i, double step) {
    return LEAST_RATE * Math.exp(i * step);
  }

  private static double golden(double[] sizes, double[] values, double low, double high) {
    double share = (Math.sqrt(5) - 1) / 2;
    double from = low;
    double to = high;
    for (int i = 0; i < SECTIONS; i++) {
      double left = to - share * (to - from);
      double right = from + share * (to - from);
      if (squares(sizes, values, left) < squares(sizes, values, right)) {
        to = right;
      } else {
        from = left;
      }
    }
    return (from + to) / 2;
  }

  private static double squares(double[] sizes, double[] values, double rate) {
    return linear(sizes, values, rate).error;
  }

  /** Least squares in a and b: y over x = n^-c, scaled by the smallest n so that x is near 1. */
  private static SaturatingCurve linear(double[] sizes, double[] values, double rate) {
    double first = sizes[0];
    int count = sizes.length;
    double meanX = 0;
    double meanY = 0;
    for (int i = 0; i < count; i++) {
      meanX += Math.pow(sizes[i] / first, -rate) / count;
      meanY += values[i] / count;
    }
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < count; i++) {
      double x = Math.pow(sizes[i] / first, -rate) - meanX;
      xx += x * x;
      xy += x * (values[i] - meanY);
    }
    double slope = xx == 0 ? 0 : xy / xx;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double x = Math.pow(sizes[i] / first, -rate) - meanX;
      double off = values[i] - meanY - slope * x;
      squares += off * off;
    }
    return new SaturatingCurve(
        meanY - slope * meanX, -slope * Math.pow(first, rate), rate, Math.sqrt(squares / count));
  }

  /** The curve's value at a size. */
  public double at(double size) {
    return limit - gap * Math.pow(size, -rate);
  }
}
