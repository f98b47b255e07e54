package dev.vinyl.evaluation.geometry;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;

/**
 * The labelled patches of one image after the other, standardised, as {@link SoftmaxRegression}
 * reads them. The arrays are filled anew by each {@link #load} and may be longer than what is in
 * them: allocating them for every image took longer than the arithmetic. Not thread-safe.
 */
final class ProbeExamples {
  private final int classes;
  private final Standardization standardization;
  private double[] byPatch = {}; // [n, D]
  private double[] byDimension = {}; // [D, n]
  private int[] labels = {}; // [n]
  private int count;

  ProbeExamples(int classes, Standardization standardization) {
    this.classes = classes;
    this.standardization = standardization;
  }

  /**
   * Takes the patches of an image that have a label.
   *
   * @throws IllegalArgumentException if a label or the dimension does not fit
   */
  void load(LabelledTokens image) {
    PatchTokens tokens = image.tokens();
    int dimension = standardization.dimension();
    tokens.requireDimension(dimension);
    int[] all = image.labels(classes);
    makeRoom(all.length, dimension);
    count = 0;
    for (int patch = 0; patch < all.length; patch++) {
      if (all[patch] != ClassMask.IGNORE) {
        standardization.apply(tokens.values(), patch * dimension, byPatch, count * dimension);
        labels[count++] = all[patch];
      }
    }
    CosineMatrix.Transpose.into(byDimension, byPatch, count, dimension);
  }

  private void makeRoom(int patches, int dimension) {
    if (labels.length < patches) {
      labels = new int[patches];
      byPatch = new double[patches * dimension];
      byDimension = new double[patches * dimension];
    }
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

  /** The class of one of them. */
  int label(int example) {
    return labels[example];
  }

  /** The classes of all of them, [n]; the caller's own. */
  int[] copyLabels() {
    return Arrays.copyOf(labels, count);
  }
}
