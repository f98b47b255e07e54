package dev.vinyl.evaluation.geometry;

import java.util.Arrays;

/** How many values of a spectrum count. */
public final class EffectiveRank {
  private EffectiveRank() {}

  /**
   * The effective rank of Roy and Vetterli (2007): exp(-sum of p log p), where p are the singular
   * values divided by their sum. It is k for k equal values and 0 else.
   *
   * @param singularValues at least 0 each
   * @return 1..{@code singularValues.length}; NaN if all are 0
   */
  public static double of(double[] singularValues) {
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
