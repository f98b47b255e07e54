package dev.vinyl.export.inference;

/** Matrices as they stand in a model file: row-major. */
final class Matrices {
  private Matrices() {}

  /** [rows, columns] to [columns, rows]. */
  static float[] transposed(float[] matrix, int rows, int columns) {
    float[] result = new float[matrix.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        result[j * rows + i] = matrix[i * columns + j];
      }
    }
    return result;
  }

  /** The columns from start (inclusive) to end (exclusive) of [rows, columns]. */
  static float[] columns(float[] matrix, int rows, int columns, int start, int end) {
    float[] result = new float[rows * (end - start)];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(matrix, i * columns + start, result, i * (end - start), end - start);
    }
    return result;
  }
}
