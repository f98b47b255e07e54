package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.CropBox;
import org.jspecify.annotations.Nullable;

/**
 * The patch tokens of one image, [N, D] over a grid of N = rows x columns patches, row by row.
 *
 * <p>The values are shared, not copied: whoever hands an array over gives up writing to it.
 * Thread-safe.
 */
final class PatchTokens {
  private static final long HASH_FACTOR = 0x9e3779b97f4a7c15L;

  private final int rows;
  private final int columns;
  private final int dimension;
  private final float[] values;
  private volatile @Nullable CosineMatrix cosines;

  /**
   * Wraps tokens.
   *
   * @param values {@code rows * columns * dimension} finite numbers, [N, D]
   * @throws IllegalArgumentException if the length does not fit, or a value is not finite
   */
  public PatchTokens(int rows, int columns, int dimension, float[] values) {
    if (rows < 1
        || columns < 1
        || dimension < 1
        || values.length != (long) rows * columns * dimension) {
      throw new IllegalArgumentException(
          "%d x %d patches of dimension %d have not %d values"
              .formatted(rows, columns, dimension, values.length));
    }
    this.rows = rows;
    this.columns = columns;
    this.dimension = dimension;
    this.values = values;
    checkFinite();
  }

  private void checkFinite() {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new IllegalArgumentException(
            "tokens must be finite, but that of patch %d has %s in dimension %d"
                .formatted(i / dimension, values[i], i % dimension));
      }
    }
  }

  /** Rows of the grid. */
  public int rows() {
    return rows;
  }

  /** Columns of the grid. */
  public int columns() {
    return columns;
  }

  /** How many patches there are, N. */
  public int patches() {
    return rows * columns;
  }

  /** How many numbers a token has, D. */
  public int dimension() {
    return dimension;
  }

  /** The tokens themselves, [N, D]; not to be changed. */
  public float[] values() {
    return values;
  }

  /** The cosine of every two tokens; computed at the first call and kept. */
  CosineMatrix cosines() {
    CosineMatrix known = cosines;
    if (known == null) {
      known = CosineMatrix.of(this);
      cosines = known;
    }
    return known;
  }

  /**
   * Those of a rectangle of the patches, as if it were all; this itself if it is the whole grid.
   *
   * @param box in patches, within the grid
   */
  PatchTokens part(CropBox box) {
    if (box.equals(CropBox.whole(columns, rows))) {
      return this;
    }
    int length = box.width() * dimension;
    float[] part = new float[box.height() * length];
    for (int row = 0; row < box.height(); row++) {
      int from = ((box.y() + row) * columns + box.x()) * dimension;
      System.arraycopy(values, from, part, row * length, length);
    }
    return new PatchTokens(box.height(), box.width(), dimension, part);
  }

  /** The tokens as doubles, [N, D]; the caller's own. */
  double[] toDoubles() {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }

  /** Which of some blocks the image belongs to. It follows from the tokens' bits alone. */
  int block(int blocks) {
    long hash = 0;
    for (float value : values) {
      hash = (hash ^ Float.floatToRawIntBits(value)) * HASH_FACTOR;
      hash ^= hash >>> 29;
    }
    return (int) Long.remainderUnsigned(hash, blocks);
  }

  /** Requires a grid and a dimension. */
  void require(int expectedRows, int expectedColumns, int expectedDimension) {
    if (rows != expectedRows || columns != expectedColumns || dimension != expectedDimension) {
      throw new IllegalArgumentException(
          "expected %d x %d patches of dimension %d as before, got %d x %d of %d"
              .formatted(
                  expectedRows, expectedColumns, expectedDimension, rows, columns, dimension));
    }
  }

  /** Requires a dimension. */
  void requireDimension(int expected) {
    if (dimension != expected) {
      throw new IllegalArgumentException(
          "expected tokens of dimension %d, got %d".formatted(expected, dimension));
    }
  }
}
