package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.VarianceDecomposition;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers a {@link VarianceDecomposition} image by image, keeping 8 bytes of each and the running
 * mean and variance of the mean tokens of each of {@value #BLOCKS} blocks. Not thread-safe; give
 * each thread its own and {@link #merge} them.
 */
final class VarianceAccumulator {
  static final int BLOCKS = 32;

  private final int dimension;
  private final ImageValues within = new ImageValues();
  private final Moments[] meanTokens = new Moments[BLOCKS];

  /**
   * Starts without an image.
   *
   * @param dimension how many numbers a token has
   */
  public VarianceAccumulator(int dimension) {
    this.dimension = dimension;
    Arrays.setAll(meanTokens, i -> new Moments(dimension));
  }

  /**
   * Adds one image; one of a single patch has no variance within.
   *
   * @throws IllegalArgumentException if its tokens have another dimension
   */
  public void add(PatchTokens tokens) {
    tokens.requireDimension(dimension);
    double[] values = tokens.toDoubles();
    double[] mean = mean(values);
    within.add(
        tokens.patches() < 2
            ? Double.NaN
            : squaredDistances(values, mean) / (tokens.patches() - 1) / dimension);
    meanTokens[tokens.block(BLOCKS)].add(mean);
  }

  private double[] mean(double[] values) {
    double[] mean = new double[dimension];
    for (int start = 0; start < values.length; start += dimension) {
      for (int d = 0; d < dimension; d++) {
        mean[d] += values[start + d];
      }
    }
    double patches = (double) values.length / dimension;
    for (int d = 0; d < dimension; d++) {
      mean[d] /= patches;
    }
    return mean;
  }

  private double squaredDistances(double[] values, double[] mean) {
    double[] squares = new double[dimension];
    for (int start = 0; start < values.length; start += dimension) {
      for (int d = 0; d < dimension; d++) {
        double distance = values[start + d] - mean[d];
        squares[d] += distance * distance;
      }
    }
    return Arrays.stream(squares).sum();
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for another dimension
   */
  public void merge(VarianceAccumulator other) {
    if (other.dimension != dimension) {
      throw new IllegalArgumentException(
          "cannot merge tokens of dimension %d into those of %d"
              .formatted(other.dimension, dimension));
    }
    within.merge(other.within);
    for (int i = 0; i < BLOCKS; i++) {
      meanTokens[i].merge(other.meanTokens[i], 1);
    }
  }

  /** What was found so far. */
  public VarianceDecomposition result(Bootstrap bootstrap) {
    List<Moments> blocks = Arrays.stream(meanTokens).filter(m -> m.count() > 0).toList();
    return new VarianceDecomposition(
        bootstrap.mean(within),
        bootstrap.interval(blocks.size(), times -> across(blocks, times)),
        within.size());
  }

  private double across(List<Moments> blocks, int[] times) {
    Moments all = new Moments(dimension);
    for (int i = 0; i < blocks.size(); i++) {
      all.merge(blocks.get(i), times[i]);
    }
    return all.meanVariance();
  }
}
