package dev.vinyl.runtime;

import java.util.Objects;

/**
 * What a model's encoder says about each patch of one image: its final tokens, [rows, columns,
 * dimension], float32. Holds no native memory; immutable and thread-safe.
 *
 * <p>The values are shared, not copied: whoever hands an array over gives up writing to it, and
 * whoever reads {@link #values()} must not change it.
 */
public final class PatchFeatures {
  private final int rows;
  private final int columns;
  private final int dimension;
  private final float[] values;

  /**
   * Wraps tokens.
   *
   * @param rows of patches, from top to bottom, at least 1
   * @param columns of patches, from left to right, at least 1
   * @param dimension values of a token, at least 1
   * @param values {@code rows * columns * dimension} values, [rows, columns, dimension]
   * @throws IllegalArgumentException if the length does not fit the shape
   */
  public PatchFeatures(int rows, int columns, int dimension, float[] values) {
    Objects.requireNonNull(values, "values");
    if (rows < 1
        || columns < 1
        || dimension < 1
        || (long) rows * columns > Integer.MAX_VALUE
        || values.length != (long) rows * columns * dimension) {
      throw new IllegalArgumentException(
          "%d values are no tokens of shape [%d, %d, %d]"
              .formatted(values.length, rows, columns, dimension));
    }
    this.rows = rows;
    this.columns = columns;
    this.dimension = dimension;
    this.values = values;
  }

  /** Rows of patches. */
  public int rows() {
    return rows;
  }

  /** Columns of patches. */
  public int columns() {
    return columns;
  }

  /** Values of a token. */
  public int dimension() {
    return dimension;
  }

  /** All tokens, [rows, columns, dimension]; not to be changed. */
  public float[] values() {
    return values;
  }

  /**
   * A copy of one patch's token.
   *
   * @param row in 0..rows-1, from the top
   * @param column in 0..columns-1, from the left
   * @return {@code dimension} values
   * @throws IndexOutOfBoundsException if there is no such patch
   */
  public float[] token(int row, int column) {
    int patch = Objects.checkIndex(row, rows) * columns + Objects.checkIndex(column, columns);
    float[] token = new float[dimension];
    System.arraycopy(values, patch * dimension, token, 0, dimension);
    return token;
  }
}
