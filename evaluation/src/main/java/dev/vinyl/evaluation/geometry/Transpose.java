package dev.vinyl.evaluation.geometry;

/** Transposes matrices in tiles, so that reads and writes both stay within a few cache lines. */
final class Transpose {
  private static final int TILE = 8; // doubles in a cache line

  private Transpose() {}

  /** A matrix [rows, columns] as [columns, rows]. */
  static double[] of(double[] matrix, int rows, int columns) {
    double[] transposed = new double[rows * columns];
    into(transposed, matrix, rows, columns);
    return transposed;
  }

  /** Writes a matrix [rows, columns] as [columns, rows] to the start of an array. */
  static void into(double[] transposed, double[] matrix, int rows, int columns) {
    for (int first = 0; first < columns; first += TILE) {
      int end = Math.min(columns, first + TILE);
      for (int row = 0; row < rows; row++) {
        for (int column = first; column < end; column++) {
          transposed[column * rows + row] = matrix[row * columns + column];
        }
      }
    }
  }
}
