package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.CosineByDistance;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gathers {@link CosineByDistance} image by image, keeping 8 bytes of each and distance. Not
 * thread-safe; give each thread its own and {@link #merge} them.
 */
final class CosineAccumulator {
  private final int rows;
  private final int columns;
  private final List<ImageValues> means; // by distance - 1

  /**
   * Starts without an image.
   *
   * @param rows of the grid of patches
   * @param columns of the grid, at least 2 if there is one row
   */
  public CosineAccumulator(int rows, int columns) {
    if (rows < 1 || columns < 1 || (long) rows * columns < 2) {
      throw new IllegalArgumentException(
          "a grid needs at least two patches, got %d x %d".formatted(rows, columns));
    }
    this.rows = rows;
    this.columns = columns;
    means = IntStream.range(1, rows + columns - 1).mapToObj(distance -> new ImageValues()).toList();
  }

  /**
   * Adds one image, whose grid may be a part of the whole; of the distances that it does not have
   * it has no number.
   *
   * @throws IllegalArgumentException if it has a larger grid
   */
  public void add(PatchTokens tokens) {
    if (tokens.rows() > rows || tokens.columns() > columns) {
      tokens.require(rows, columns, tokens.dimension());
    }
    int patches = tokens.patches();
    int width = tokens.columns();
    double[] cosines = tokens.cosines().values();
    double[] sums = new double[rows + columns - 1];
    long[] pairs = new long[sums.length];
    for (int i = 0; i < patches; i++) {
      for (int j = i + 1; j < patches; j++) {
        int distance = Math.abs(i / width - j / width) + Math.abs(i % width - j % width);
        sums[distance] += cosines[i * patches + j];
        pairs[distance]++;
      }
    }
    for (int distance = 1; distance < sums.length; distance++) {
      means.get(distance - 1).add(sums[distance] / pairs[distance]); // NaN of no pair
    }
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for another grid
   */
  public void merge(CosineAccumulator other) {
    if (other.rows != rows || other.columns != columns) {
      throw new IllegalArgumentException(
          "cannot merge a grid of %d x %d into one of %d x %d"
              .formatted(other.rows, other.columns, rows, columns));
    }
    for (int i = 0; i < means.size(); i++) {
      means.get(i).merge(other.means.get(i));
    }
  }

  /** What was found so far; every image counts as much. */
  public CosineByDistance result(Bootstrap bootstrap) {
    return new CosineByDistance(means.stream().map(bootstrap::mean).toList(), means.get(0).size());
  }
}
