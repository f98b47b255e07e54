package dev.vinyl.evaluation.geometry;

/** Spatial autocorrelation of numbers on a grid (Moran 1950). */
public final class MoransI {
  private MoransI() {}

  /**
   * Moran's I with rook neighbours, weight 1 for each pair of cells that share a side:
   *
   * <pre>I = N / W * sum over neighbours i, j of (x_i - m)(x_j - m) / sum over i of (x_i - m)^2
   * </pre>
   *
   * where m is the mean of the N values and W the number of ordered pairs of neighbours. About -1 /
   * (N - 1) where values are strewn at random, towards 1 where neighbours are alike, -1 on a
   * chessboard of even sides.
   *
   * @param values [rows * columns], row by row
   * @return NaN if all values are the same or there is one cell only
   */
  public static double rook(int rows, int columns, double[] values) {
    if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
      throw new IllegalArgumentException(
          "a grid of %d x %d has not %d values".formatted(rows, columns, values.length));
    }
    double[] centred = centred(values);
    double squares = 0;
    double products = 0;
    for (int i = 0; i < centred.length; i++) {
      squares += centred[i] * centred[i];
      boolean hasRight = (i + 1) % columns != 0;
      boolean hasBelow = i + columns < centred.length;
      products += hasRight ? centred[i] * centred[i + 1] : 0;
      products += hasBelow ? centred[i] * centred[i + columns] : 0;
    }
    int pairs = rows * (columns - 1) + columns * (rows - 1);
    return values.length * products / (pairs * squares);
  }

  /** Exactly 0 throughout where all values are the same. */
  private static double[] centred(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value - values[0];
    }
    double mean = values[0] + sum / values.length;
    double[] centred = new double[values.length];
    for (int i = 0; i < centred.length; i++) {
      centred[i] = values[i] - mean;
    }
    return centred;
  }
}
