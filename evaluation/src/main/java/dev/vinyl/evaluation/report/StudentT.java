package dev.vinyl.evaluation.report;

/** Student's t distribution. */
final class StudentT {
  private static final int BISECTIONS = 200;
  private static final int MOST_TERMS = 10_000;
  private static final double PRECISION = 1e-15;
  private static final double TINY = 1e-300;

  private StudentT() {}

  /**
   * The number that a t of so many degrees of freedom exceeds, up or down, with probability {@code
   * 1 - level}: 12.706 of 1 degree and 1.960 of infinitely many, at 0.95.
   *
   * @param degrees above 0, not necessarily whole
   */
  static double quantile(double level, double degrees) {
    double freedom = Math.min(degrees, 1e7); // beyond, it is the normal distribution's
    double below = 0;
    double above = 1;
    for (int i = 0; i < BISECTIONS && above - below > PRECISION * above; i++) {
      double middle = (below + above) / 2;
      if (incompleteBeta(middle, freedom / 2, 0.5) < 1 - level) {
        below = middle;
      } else {
        above = middle;
      }
    }
    double x = (below + above) / 2; // freedom / (freedom + t^2)
    return Math.sqrt(freedom * (1 - x) / x);
  }

  /** Regularized incomplete beta function: Abramowitz and Stegun 26.5.8, by Lentz's method. */
  private static double incompleteBeta(double x, double a, double b) {
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - incompleteBeta(1 - x, b, a);
    }
    double factor =
        Math.exp(
            logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
    double c = 1;
    double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
    double fraction = d;
    for (int m = 1; m <= MOST_TERMS; m++) {
      double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      d = 1 / nonZero(1 + even * d);
      c = nonZero(1 + even / c);
      fraction *= d * c;
      double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      d = 1 / nonZero(1 + odd * d);
      c = nonZero(1 + odd / c);
      fraction *= d * c;
      if (Math.abs(d * c - 1) < PRECISION) {
        break;
      }
    }
    return factor * fraction / a;
  }

  private static double nonZero(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** Stirling's series, after the recurrence has made the argument large. */
  private static double logGamma(double x) {
    double shift = 0;
    double z = x;
    while (z < 15) {
      shift -= Math.log(z);
      z++;
    }
    double r = 1 / (z * z);
    double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / z;
    return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
  }
}
