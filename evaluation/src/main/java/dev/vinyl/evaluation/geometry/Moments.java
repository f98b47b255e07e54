package dev.vinyl.evaluation.geometry;

/**
 * Running mean and sum of squared distances to it, in each dimension; by the updates of Welford
 * (1962) and Chan, Golub and LeVeque (1979), which do not lose digits where the mean is large.
 */
final class Moments {
  private final double[] mean;
  private final double[] squares;
  private long count;

  Moments(int dimension) {
    mean = new double[dimension];
    squares = new double[dimension];
  }

  long count() {
    return count;
  }

  double mean(int d) {
    return mean[d];
  }

  /** The unbiased variance in one dimension. */
  double variance(int d) {
    return squares[d] / (count - 1);
  }

  void add(double[] value) {
    count++;
    for (int d = 0; d < mean.length; d++) {
      double before = value[d] - mean[d];
      mean[d] += before / count;
      squares[d] += before * (value[d] - mean[d]);
    }
  }

  /** Adds the values of another so many times. */
  void merge(Moments other, int times) {
    long added = times * other.count;
    if (added == 0) {
      return;
    }
    double share = (double) added / (count + added);
    for (int d = 0; d < mean.length; d++) {
      double apart = other.mean[d] - mean[d];
      squares[d] += times * other.squares[d] + apart * apart * count * share;
      mean[d] += apart * share;
    }
    count += added;
  }

  /** The unbiased variance, averaged over the dimensions; NaN of fewer than two values. */
  double meanVariance() {
    if (count < 2) {
      return Double.NaN;
    }
    double sum = 0;
    for (int d = 0; d < squares.length; d++) {
      sum += variance(d);
    }
    return sum / squares.length;
  }
}
