package dev.vinyl.study.internal.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class SaturatingCurveTest {
  private static final double[] SIZES = {60, 125, 250, 500, 1000};

  @Test
  void findsTheCurveThatPointsLieOn() {
    double[] values = Arrays.stream(SIZES).map(n -> 0.7 - 2 * Math.pow(n, -0.5)).toArray();
    SaturatingCurve curve = SaturatingCurve.fit(SIZES, values).orElseThrow();
    assertThat(curve.limit()).isCloseTo(0.7, within(1e-6));
    assertThat(curve.gap()).isCloseTo(2, within(1e-4));
    assertThat(curve.rate()).isCloseTo(0.5, within(1e-5));
    assertThat(curve.error()).isLessThan(1e-8);
    assertThat(curve.at(2000)).isCloseTo(0.7 - 2 / Math.sqrt(2000), within(1e-6));
  }

  @Test
  void isAsGoodAsTheBestOfAllCurvesOnAGrid() {
    double[] values = {0.41, 0.46, 0.52, 0.55, 0.57};
    SaturatingCurve curve = SaturatingCurve.fit(SIZES, values).orElseThrow();
    double best = Double.POSITIVE_INFINITY;
    for (double a = 0.55; a < 0.8; a += 0.0025) {
      for (double c = 0.1; c < 2; c += 0.01) {
        for (double share = 0.05; share < 0.5; share += 0.0025) { // what is missing at 60
          double squares = 0;
          for (int i = 0; i < SIZES.length; i++) {
            double off = values[i] - (a - share * Math.pow(SIZES[i] / 60, -c));
            squares += off * off / SIZES.length;
          }
          best = Math.min(best, Math.sqrt(squares));
        }
      }
    }
    assertThat(curve.error()).isLessThanOrEqualTo(best).isCloseTo(best, within(2e-4));
  }

  @Test
  void hasNoneOfPointsThatFallAreFewOrUndefined() {
    assertThat(SaturatingCurve.fit(SIZES, new double[] {0.5, 0.4, 0.35, 0.3, 0.2})).isEmpty();
    assertThat(SaturatingCurve.fit(new double[] {1, 2}, new double[] {0.1, 0.2})).isEmpty();
    assertThat(SaturatingCurve.fit(SIZES, new double[] {0.1, 0.2, Double.NaN, 0.3, 0.4})).isEmpty();
  }
}
