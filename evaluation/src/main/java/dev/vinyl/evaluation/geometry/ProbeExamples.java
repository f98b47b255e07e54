package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/** The labelled patches of a picture, standardised, as {@link SoftmaxRegression} reads them. */
final class ProbeExamples {
  private final int count;
  private final double[] byPatch; // [n, D]
  private final double[] byDimension; // [D, n]
  private final int[] labels; // [n]

  private ProbeExamples(double[] byPatch, int[] labels, int dimension) {
    this.count = labels.length;
    this.byPatch = byPatch;
    this.byDimension = Transpose.of(byPatch, count, dimension);
    this.labels = labels;
  }

  /**
   * Takes the patches that have a label.
   *
   * @throws IllegalArgumentException if a label or the dimension does not fit
   */
  static ProbeExamples of(LabelledTokens picture, int classes, Standardization standardization) {
    PatchTokens tokens = picture.tokens();
    tokens.requireDimension(standardization.dimension());
    int[] labels = picture.labels(classes);
    int dimension = tokens.dimension();
    int[] labelled = new int[labels.length];
    double[] values = new double[labels.length * dimension];
    int count = 0;
    for (int patch = 0; patch < labels.length; patch++) {
      if (labels[patch] != ClassMask.IGNORE) {
        standardization.apply(tokens.values(), patch * dimension, values, count * dimension);
        labelled[count++] = labels[patch];
      }
    }
    return new ProbeExamples(
        Arrays.copyOf(values, count * dimension), Arrays.copyOf(labelled, count), dimension);
  }

  /** How many, n. */
  int count() {
    return count;
  }

  double[] byPatch() {
    return byPatch;
  }

  double[] byDimension() {
    return byDimension;
  }

  int[] labels() {
    return labels;
  }
}
