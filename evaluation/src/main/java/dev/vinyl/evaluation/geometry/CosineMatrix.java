package dev.vinyl.evaluation.geometry;

/**
 * Cosine similarity of every two patch tokens of an image, [N, N], -1..1; symmetric. A token of
 * length 0 has cosine 0 with everything, itself too. Immutable.
 */
final class CosineMatrix {
  private final int patches;
  private final double[] values;

  private CosineMatrix(int patches, double[] values) {
    this.patches = patches;
    this.values = values;
  }

  static CosineMatrix of(PatchTokens tokens) {
    int n = tokens.patches();
    double[] directions = directions(tokens);
    double[] cosines = new double[n * n];
    for (int i = 0; i < n; i++) {
      accumulateRow(directions, tokens.dimension(), n, i, cosines);
    }
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < i; j++) {
        cosines[i * n + j] = cosines[j * n + i];
      }
    }
    return new CosineMatrix(n, cosines);
  }

  /** Tokens of length 1, transposed to [D, N] so that the inner loops below run along patches. */
  private static double[] directions(PatchTokens tokens) {
    int dimension = tokens.dimension();
    double[] directions = tokens.toDoubles();
    for (int start = 0; start < directions.length; start += dimension) {
      double squares = 0;
      for (int d = start; d < start + dimension; d++) {
        squares += directions[d] * directions[d];
      }
      double inverse = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      for (int d = start; d < start + dimension; d++) {
        directions[d] *= inverse;
      }
    }
    return Transpose.of(directions, tokens.patches(), dimension);
  }

  /** Row i from column i on. */
  private static void accumulateRow(double[] x, int dimension, int n, int i, double[] cosines) {
    int row = i * n;
    int d = 0;
    for (; d + 4 <= dimension; d += 4) {
      int x0 = d * n;
      int x1 = x0 + n;
      int x2 = x1 + n;
      int x3 = x2 + n;
      double a0 = x[x0 + i];
      double a1 = x[x1 + i];
      double a2 = x[x2 + i];
      double a3 = x[x3 + i];
      for (int j = i; j < n; j++) {
        cosines[row + j] += a0 * x[x0 + j] + a1 * x[x1 + j] + a2 * x[x2 + j] + a3 * x[x3 + j];
      }
    }
    for (; d < dimension; d++) {
      double a = x[d * n + i];
      for (int j = i; j < n; j++) {
        cosines[row + j] += a * x[d * n + j];
      }
    }
  }

  /** How many patches there are, N. */
  public int patches() {
    return patches;
  }

  /** The cosine of two patches, counted row by row from 0. */
  public double get(int first, int second) {
    if (first < 0 || first >= patches || second < 0 || second >= patches) {
      throw new IndexOutOfBoundsException(
          "patches are 0..%d, got %d and %d".formatted(patches - 1, first, second));
    }
    return values[first * patches + second];
  }

  /** The values [N, N] themselves; not to be changed. */
  double[] values() {
    return values;
  }

  /** Transposes matrices in tiles, so that reads and writes both stay within a few cache lines. */
  static final class Transpose {
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
}
