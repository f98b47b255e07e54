package dev.vinyl.export;

import static org.assertj.core.api.Assertions.assertThat;

/** Compares arrays of numbers; says where they differ most. */
public final class Tolerance {
  private Tolerance() {}

  /** No element differs by more than the tolerance. */
  public static void assertWithin(String what, double tolerance, float[] actual, float[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    int worst = 0;
    for (int i = 0; i < expected.length; i++) {
      if (!(Math.abs(actual[i] - expected[i]) <= Math.abs(actual[worst] - expected[worst]))) {
        worst = i;
      }
    }
    assertThat((double) Math.abs(actual[worst] - expected[worst]))
        .as("%s: element %d is %s, should be %s", what, worst, actual[worst], expected[worst])
        .isLessThanOrEqualTo(tolerance);
  }

  /** No element differs by more than the tolerance times the largest expected element. */
  public static void assertRelative(
      String what, double tolerance, float[] actual, float[] expected) {
    double largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertWithin(what, tolerance * largest, actual, expected);
  }
}
