package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenSpectrum;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.Arrays;
import java.util.List;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * Gathers a {@link TokenSpectrum} image by image: a scatter matrix for each of {@value #BLOCKS}
 * blocks, of 4 D^2 bytes each. Not thread-safe; give each thread its own and {@link #merge} them.
 */
final class SpectrumAccumulator {
  static final int BLOCKS = 32;

  private final int dimension;
  private final Scatter.Blocks blocks;

  /**
   * Starts without an image.
   *
   * @param dimension how many numbers a token has
   */
  public SpectrumAccumulator(int dimension) {
    this.dimension = dimension;
    this.blocks = new Scatter.Blocks(dimension, BLOCKS);
  }

  /**
   * Adds one image.
   *
   * @throws IllegalArgumentException if its tokens have another dimension
   */
  public void add(PatchTokens tokens) {
    tokens.requireDimension(dimension);
    blocks.block(tokens.block(BLOCKS)).add(tokens.toDoubles());
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for another dimension
   */
  public void merge(SpectrumAccumulator other) {
    blocks.merge(other.blocks);
  }

  /**
   * What was found so far. Each resample costs two eigenvalue decompositions of [D, D], some
   * milliseconds at D = 128; a few hundred resamples are enough where that is too long.
   *
   * @throws IllegalStateException if there are fewer than two tokens
   */
  public TokenSpectrum result(Bootstrap bootstrap) {
    List<Scatter> filled = blocks.filled();
    int[] once = new int[filled.size()];
    Arrays.fill(once, 1);
    Scatter all = Scatter.Blocks.sum(dimension, filled, once);
    if (all.count() < 2) {
      throw new IllegalStateException("a spectrum needs at least two tokens");
    }
    List<ConfidenceInterval> intervals =
        bootstrap.intervals(
            filled.size(), times -> ranks(Scatter.Blocks.sum(dimension, filled, times)));
    return new TokenSpectrum(
        list(singularValues(all)),
        list(eigenvalues(all.covariance())),
        intervals.get(0),
        intervals.get(1),
        intervals.get(2),
        all.count());
  }

  private List<Double> ranks(Scatter scatter) {
    double trace = scatter.trace();
    return List.of(
        effectiveRank(singularValues(scatter)),
        effectiveRank(eigenvalues(scatter.covariance())),
        trace * trace / scatter.squaredNorm(0, dimension, 0, dimension));
  }

  private static double[] singularValues(Scatter scatter) {
    return Arrays.stream(eigenvalues(scatter.secondMoment())).map(Math::sqrt).toArray();
  }

  /** Descending; rounding below 0 is taken off. */
  private static double[] eigenvalues(DMatrixRMaj symmetric) {
    int n = symmetric.getNumRows();
    EigenDecomposition_F64<DMatrixRMaj> decomposition =
        DecompositionFactory_DDRM.eig(n, false, true);
    if (!decomposition.decompose(symmetric)) {
      throw new IllegalStateException("the eigenvalues of the tokens' spectrum do not converge");
    }
    double[] ascending = new double[n];
    Arrays.setAll(ascending, i -> Math.max(0, decomposition.getEigenvalue(i).getReal()));
    Arrays.sort(ascending);
    double[] descending = new double[n];
    Arrays.setAll(descending, i -> ascending[n - 1 - i]);
    return descending;
  }

  private static List<Double> list(double[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  /**
   * The effective rank of Roy and Vetterli (2007): exp(-sum of p log p), where p are the singular
   * values divided by their sum. It is k for k equal values and 0 else.
   *
   * @param singularValues at least 0 each
   * @return 1..{@code singularValues.length}; NaN if all are 0
   */
  static double effectiveRank(double[] singularValues) {
    double sum = Arrays.stream(singularValues).sum();
    double entropy = 0;
    for (double value : singularValues) {
      if (value < 0) {
        throw new IllegalArgumentException("singular values are at least 0, got " + value);
      }
      double p = value / sum;
      entropy -= p == 0 ? 0 : p * Math.log(p);
    }
    return Math.exp(entropy);
  }
}
