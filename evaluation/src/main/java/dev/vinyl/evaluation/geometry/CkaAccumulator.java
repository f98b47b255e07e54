package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gathers {@link LinearCka} image by image, of two encoders or of any number of layers, from the
 * scatter matrix of all their tokens side by side. With M the sum of their dimensions it keeps 4
 * M^2 bytes for each block and takes N M^2 multiplications for an image of N patches, so that many
 * layers of a wide encoder call for few blocks and few images.
 *
 * <p>Not thread-safe; give each thread its own and {@link #merge} them.
 */
final class CkaAccumulator {
  /** How many blocks of images there are unless told otherwise. */
  public static final int STANDARD_BLOCKS = 32;

  private final List<String> names;
  private final int[] starts; // of each representation in the tokens side by side, and the end
  private final Scatter.Blocks blocks;

  /** With {@value #STANDARD_BLOCKS} blocks. */
  public CkaAccumulator(List<String> names, List<Integer> dimensions) {
    this(names, dimensions, STANDARD_BLOCKS);
  }

  /**
   * Starts without an image.
   *
   * @param names of the representations, each once
   * @param dimensions how many numbers the tokens of each have
   * @param blocks how many blocks to put images into, at least 1, which gives no interval
   */
  public CkaAccumulator(List<String> names, List<Integer> dimensions, int blocks) {
    if (names.size() != dimensions.size() || names.isEmpty()) {
      throw new IllegalArgumentException(
          "every representation needs a name and a dimension, got %s and %s"
              .formatted(names, dimensions));
    }
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("a name comes twice in " + names);
    }
    if (blocks < 1) {
      throw new IllegalArgumentException("blocks must be at least 1, got " + blocks);
    }
    this.names = List.copyOf(names);
    this.starts = new int[names.size() + 1];
    for (int i = 0; i < names.size(); i++) {
      starts[i + 1] = starts[i] + dimensions.get(i);
    }
    this.blocks = new Scatter.Blocks(dimension(), blocks);
  }

  private int dimension() {
    return starts[names.size()];
  }

  /**
   * Adds one image.
   *
   * @param representations the image's tokens in each representation, in the order of the names,
   *     over the same grid
   * @throws IllegalArgumentException if they do not fit
   */
  public void add(List<PatchTokens> representations) {
    if (representations.size() != names.size()) {
      throw new IllegalArgumentException(
          "expected the tokens of %s, got %d representations"
              .formatted(names, representations.size()));
    }
    PatchTokens first = representations.get(0);
    for (int i = 0; i < names.size(); i++) {
      representations.get(i).require(first.rows(), first.columns(), starts[i + 1] - starts[i]);
    }
    blocks.block(first.block(blocks.count())).add(sideBySide(representations));
  }

  private double[] sideBySide(List<PatchTokens> representations) {
    int width = dimension();
    int patches = representations.get(0).patches();
    double[] joined = new double[patches * width];
    for (int r = 0; r < names.size(); r++) {
      float[] values = representations.get(r).values();
      int own = starts[r + 1] - starts[r];
      for (int i = 0; i < patches; i++) {
        for (int d = 0; d < own; d++) {
          joined[i * width + starts[r] + d] = values[i * own + d];
        }
      }
    }
    return joined;
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for other representations or another number of blocks
   */
  public void merge(CkaAccumulator other) {
    if (!other.names.equals(names)) {
      throw new IllegalArgumentException("cannot merge %s into %s".formatted(other.names, names));
    }
    blocks.merge(other.blocks);
  }

  /** What was found so far; NaN throughout without an image. */
  public LinearCka result(Bootstrap bootstrap) {
    List<Scatter> filled = blocks.filled();
    List<ConfidenceInterval> pairs =
        bootstrap.intervals(
            filled.size(), times -> alignments(Scatter.Blocks.sum(dimension(), filled, times)));
    int n = names.size();
    List<List<ConfidenceInterval>> values = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      List<ConfidenceInterval> row = new ArrayList<>(Collections.nCopies(n, pairs.get(0)));
      for (int j = 0; j < n; j++) {
        row.set(j, pairs.get(Math.max(i, j) * (Math.max(i, j) + 1) / 2 + Math.min(i, j)));
      }
      values.add(row);
    }
    return new LinearCka(names, values);
  }

  /** Of every pair i >= j, row by row. */
  private List<Double> alignments(Scatter scatter) {
    double[] own =
        IntStream.range(0, names.size()).mapToDouble(i -> squaredNorm(scatter, i, i)).toArray();
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      for (int j = 0; j <= i; j++) {
        all.add(squaredNorm(scatter, i, j) / Math.sqrt(own[i] * own[j]));
      }
    }
    return all;
  }

  private double squaredNorm(Scatter scatter, int i, int j) {
    return scatter.squaredNorm(starts[i], starts[i + 1], starts[j], starts[j + 1]);
  }
}
