package dev.vinyl.evaluation.geometry;

/**
 * Cosine similarity of one patch, the reference, with all patches of its image, -1..1, over the
 * grid. The paper shows such maps with colours from -0.5 to 1. Immutable.
 */
public final class SimilarityMap {
  private final int rows;
  private final int columns;
  private final int reference;
  private final double[] values;

  private SimilarityMap(int rows, int columns, int reference, double[] values) {
    this.rows = rows;
    this.columns = columns;
    this.reference = reference;
    this.values = values;
  }

  /**
   * The map of one patch.
   *
   * @param reference the patch, counted row by row from 0
   */
  public static SimilarityMap of(PatchTokens tokens, int reference) {
    CosineMatrix cosines = tokens.cosines();
    double[] values = new double[tokens.patches()];
    for (int i = 0; i < values.length; i++) {
      values[i] = cosines.get(reference, i);
    }
    return new SimilarityMap(tokens.rows(), tokens.columns(), reference, values);
  }

  /** Rows of the grid. */
  public int rows() {
    return rows;
  }

  /** Columns of the grid. */
  public int columns() {
    return columns;
  }

  /** The patch that all are compared with, counted row by row from 0. */
  public int reference() {
    return reference;
  }

  /** The similarity of the patch in this row and column. */
  public double get(int row, int column) {
    if (row < 0 || row >= rows || column < 0 || column >= columns) {
      throw new IndexOutOfBoundsException(
          "the grid has %d x %d patches, and none at row %d, column %d"
              .formatted(rows, columns, row, column));
    }
    return values[row * columns + column];
  }

  /** How much neighbours in this map resemble each other: {@link MoransI#rook}. */
  public double moransI() {
    return MoransI.rook(rows, columns, values);
  }
}
