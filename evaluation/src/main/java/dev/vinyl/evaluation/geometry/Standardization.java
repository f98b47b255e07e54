package dev.vinyl.evaluation.geometry;

import java.util.Arrays;

/** Takes tokens to mean 0 and variance 1 in each dimension, as found on some images. */
final class Standardization {
  private final double[] mean;
  private final double[] factor;

  private Standardization(double[] mean, double[] factor) {
    this.mean = mean;
    this.factor = factor;
  }

  /** Leaves tokens as they are. */
  static Standardization none(int dimension) {
    double[] ones = new double[dimension];
    Arrays.fill(ones, 1);
    return new Standardization(new double[dimension], ones);
  }

  /** That of all tokens of some images; a dimension that does not vary becomes 0. */
  static Standardization of(LabelledTokens.Source images, int dimension) {
    Moments moments = new Moments(dimension);
    for (int i = 0; i < images.images(); i++) {
      PatchTokens tokens = images.image(i).tokens();
      tokens.requireDimension(dimension);
      double[] token = new double[dimension];
      for (int start = 0; start < tokens.values().length; start += dimension) {
        for (int d = 0; d < dimension; d++) {
          token[d] = tokens.values()[start + d];
        }
        moments.add(token);
      }
    }
    double[] mean = new double[dimension];
    double[] factor = new double[dimension];
    for (int d = 0; d < dimension; d++) {
      mean[d] = moments.mean(d);
      factor[d] = moments.variance(d) > 0 ? 1 / Math.sqrt(moments.variance(d)) : 0;
    }
    return new Standardization(mean, factor);
  }

  int dimension() {
    return mean.length;
  }

  /** Tokens [N, D] likewise; the caller's own. */
  float[] apply(float[] tokens) {
    float[] applied = new float[tokens.length];
    for (int start = 0; start < tokens.length; start += mean.length) {
      for (int d = 0; d < mean.length; d++) {
        applied[start + d] = (float) ((tokens[start + d] - mean[d]) * factor[d]);
      }
    }
    return applied;
  }

  void apply(float[] from, int fromStart, double[] to, int toStart) {
    for (int d = 0; d < mean.length; d++) {
      to[toStart + d] = (from[fromStart + d] - mean[d]) * factor[d];
    }
  }
}
