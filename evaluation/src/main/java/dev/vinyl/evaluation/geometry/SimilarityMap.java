package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.features.PatchComposition;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * Cosine similarity of one patch, the reference, with all patches of its image, -1..1, over the
 * grid. The paper shows such maps with colours from -0.5 to 1. Immutable.
 */
public final class SimilarityMap {
  private final int rows;
  private final int columns;
  private final int reference;
  private final double[] values;

  /**
   * A map of values that are known.
   *
   * @param rows of the grid, at least 1
   * @param columns of the grid, at least 1
   * @param reference the patch that all are compared with, counted row by row from 0
   * @param values [rows * columns], row by row; copied
   */
  public SimilarityMap(int rows, int columns, int reference, double[] values) {
    if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
      throw noGrid(rows, columns, values);
    }
    if (reference < 0 || reference >= values.length) {
      throw new IllegalArgumentException(
          "patches are 0..%d, got %d".formatted(values.length - 1, reference));
    }
    this.rows = rows;
    this.columns = columns;
    this.reference = reference;
    this.values = values.clone();
  }

  /**
   * The map of one patch.
   *
   * @param reference the patch, counted row by row from 0
   */
  static SimilarityMap of(PatchTokens tokens, int reference) {
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

  /**
   * How much neighbours in this map resemble each other: Moran's I (1950) with rook neighbours.
   * About -1 / (N - 1) where values are strewn at random, towards 1 where neighbours are alike; NaN
   * if all are the same.
   */
  public double moransI() {
    return moransI(rows, columns, values);
  }

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
  static double moransI(int rows, int columns, double[] values) {
    if (rows < 1 || columns < 1 || values.length != (long) rows * columns) {
      throw noGrid(rows, columns, values);
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

  private static IllegalArgumentException noGrid(int rows, int columns, double[] values) {
    return new IllegalArgumentException(
        "a grid of %d x %d has not %d values".formatted(rows, columns, values.length));
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

  /** The patches whose {@link SimilarityMap} the paper shows of each image. */
  public enum ReferencePatch {
    /** The first patch, in the upper left corner, which is background in most images. */
    BACKGROUND_CORNER,
    /**
     * The patch with the most pixels of the foreground among those with at most 20 % of the border.
     */
    FOREGROUND,
    /** The patch with the most pixels of the border. */
    BORDER;

    private static final double MOST_BORDER = 0.2;

    /** The name in files: {@code backgroundCorner}, {@code foreground}, {@code border}. */
    public String key() {
      return this == BACKGROUND_CORNER ? "backgroundCorner" : label();
    }

    /** The name for people, such as {@code background corner}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /**
     * Finds the patch in an image, the first of those that tie.
     *
     * @param foreground index of the foreground's class; -1 where there is none
     * @param border index of the border's class; -1 where there is none
     * @return the patch, counted row by row from 0; empty if no patch has what is looked for
     */
    public OptionalInt find(PatchComposition image, int foreground, int border) {
      return switch (this) {
        case BACKGROUND_CORNER -> OptionalInt.of(0);
        case FOREGROUND -> mostOf(image, foreground, border, MOST_BORDER);
        case BORDER -> mostOf(image, border, border, 1);
      };
    }

    private static OptionalInt mostOf(
        PatchComposition image, int wanted, int border, double mostBorder) {
      if (wanted < 0 || border < 0) {
        return OptionalInt.empty();
      }
      int best = -1;
      int most = 0;
      for (int patch = 0; patch < image.patches(); patch++) {
        if (image.share(patch, border) <= mostBorder && image.pixels(patch, wanted) > most) {
          best = patch;
          most = image.pixels(patch, wanted);
        }
      }
      return best < 0 ? OptionalInt.empty() : OptionalInt.of(best);
    }
  }
}
