package dev.vinyl.evaluation.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ejml.data.DMatrixRMaj;
import org.jspecify.annotations.Nullable;

/**
 * Count, mean and scatter matrix of vectors: the sum of (x - mean)(x - mean)^T. Vectors come in
 * groups, each centred on its own mean first; groups and partial sums are put together as Chan,
 * Golub and LeVeque (1979) do.
 */
final class Scatter {
  private final int dimension;
  private final double[] mean;
  private final double[] lower; // row i starts at i * (i + 1) / 2 and has i + 1 values
  private long count;

  Scatter(int dimension) {
    this.dimension = dimension;
    this.mean = new double[dimension];
    this.lower = new double[Math.multiplyExact(dimension, dimension + 1) / 2];
  }

  long count() {
    return count;
  }

  /**
   * Adds a group of vectors.
   *
   * @param vectors [n, D], which get changed
   */
  void add(double[] vectors) {
    int added = vectors.length / dimension;
    double[] groupMean = centre(vectors, added);
    moveMean(groupMean, added);
    for (int i = 0; i < dimension; i++) {
      addRow(vectors, added, i);
    }
  }

  private double[] centre(double[] vectors, int n) {
    double[] groupMean = new double[dimension];
    for (int start = 0; start < vectors.length; start += dimension) {
      for (int d = 0; d < dimension; d++) {
        groupMean[d] += vectors[start + d];
      }
    }
    for (int d = 0; d < dimension; d++) {
      groupMean[d] /= n;
    }
    for (int start = 0; start < vectors.length; start += dimension) {
      for (int d = 0; d < dimension; d++) {
        vectors[start + d] -= groupMean[d];
      }
    }
    return groupMean;
  }

  /** Four vectors at a time, so that the row is loaded and stored a quarter as often. */
  private void addRow(double[] x, int n, int i) {
    int row = i * (i + 1) / 2;
    int t = 0;
    for (; t + 4 <= n; t += 4) {
      int x0 = t * dimension;
      int x1 = x0 + dimension;
      int x2 = x1 + dimension;
      int x3 = x2 + dimension;
      double a0 = x[x0 + i];
      double a1 = x[x1 + i];
      double a2 = x[x2 + i];
      double a3 = x[x3 + i];
      for (int j = 0; j <= i; j++) {
        lower[row + j] += a0 * x[x0 + j] + a1 * x[x1 + j] + a2 * x[x2 + j] + a3 * x[x3 + j];
      }
    }
    for (; t < n; t++) {
      double a = x[t * dimension + i];
      for (int j = 0; j <= i; j++) {
        lower[row + j] += a * x[t * dimension + j];
      }
    }
  }

  /** Adds the vectors of another so many times. */
  void merge(Scatter other, int times) {
    if (times * other.count == 0) {
      return;
    }
    moveMean(other.mean, times * other.count);
    for (int k = 0; k < lower.length; k++) {
      lower[k] += times * other.lower[k];
    }
  }

  /** Takes in so many vectors of this mean, all but their scatter around it. */
  private void moveMean(double[] otherMean, long added) {
    double share = (double) added / (count + added);
    double[] apart = new double[dimension];
    for (int d = 0; d < dimension; d++) {
      apart[d] = otherMean[d] - mean[d];
      mean[d] += apart[d] * share;
    }
    double weight = count * share;
    if (weight > 0) {
      for (int i = 0; i < dimension; i++) {
        int row = i * (i + 1) / 2;
        double a = weight * apart[i];
        for (int j = 0; j <= i; j++) {
          lower[row + j] += a * apart[j];
        }
      }
    }
    count += added;
  }

  /** The unbiased covariance matrix [D, D]. */
  DMatrixRMaj covariance() {
    return symmetric((i, j) -> at(i, j) / (count - 1));
  }

  /** The sum of x x^T, [D, D]; not centred. */
  DMatrixRMaj secondMoment() {
    return symmetric((i, j) -> at(i, j) + count * mean[i] * mean[j]);
  }

  private interface Entry {
    double of(int i, int j);
  }

  private DMatrixRMaj symmetric(Entry entry) {
    DMatrixRMaj matrix = new DMatrixRMaj(dimension, dimension);
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        double value = entry.of(i, j);
        matrix.set(i, j, value);
        matrix.set(j, i, value);
      }
    }
    return matrix;
  }

  /** The sum over the diagonal. */
  double trace() {
    double sum = 0;
    for (int i = 0; i < dimension; i++) {
      sum += at(i, i);
    }
    return sum;
  }

  /** Sum of squares of the entries in a block of rows and columns; ends are exclusive. */
  double squaredNorm(int firstRow, int endRow, int firstColumn, int endColumn) {
    double sum = 0;
    for (int i = firstRow; i < endRow; i++) {
      for (int j = firstColumn; j < endColumn; j++) {
        double value = at(i, j);
        sum += value * value;
      }
    }
    return sum;
  }

  private double at(int i, int j) {
    return i >= j ? lower[i * (i + 1) / 2 + j] : lower[j * (j + 1) / 2 + i];
  }

  /** A {@link Scatter} for each block of images; blocks without an image take no memory. */
  static final class Blocks {
    private final int dimension;
    private final @Nullable Scatter[] blocks;

    Blocks(int dimension, int blocks) {
      this.dimension = dimension;
      this.blocks = new @Nullable Scatter[blocks];
    }

    int count() {
      return blocks.length;
    }

    /** The sums of one block, to be added to. */
    Scatter block(int index) {
      Scatter block = blocks[index];
      if (block == null) {
        block = new Scatter(dimension);
        blocks[index] = block;
      }
      return block;
    }

    /** Adds all sums of another of the same dimension and as many blocks. */
    void merge(Blocks other) {
      if (other.dimension != dimension || other.blocks.length != blocks.length) {
        throw new IllegalArgumentException(
            "cannot merge %d blocks of dimension %d into %d of %d"
                .formatted(other.blocks.length, other.dimension, blocks.length, dimension));
      }
      for (int i = 0; i < blocks.length; i++) {
        Scatter added = other.blocks[i];
        if (added != null) {
          block(i).merge(added, 1);
        }
      }
    }

    /** The blocks that have an image. */
    List<Scatter> filled() {
      return Arrays.stream(blocks).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
    }

    /** The sums over blocks, each so many times. */
    static Scatter sum(int dimension, List<Scatter> blocks, int[] times) {
      Scatter sum = new Scatter(dimension);
      for (int i = 0; i < blocks.size(); i++) {
        sum.merge(blocks.get(i), times[i]);
      }
      return sum;
    }
  }
}
