package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BetaSamplerTest {
  private static final int DRAWS = 100_000;

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 0.1, 0.4, 1, 2.5, 30})
  void meanAndVarianceAreThoseOfBeta(double alpha) {
    double[] drawn = draw(alpha);
    double variance = 1 / (4 * (2 * alpha + 1));
    double mean = Arrays.stream(drawn).average().orElseThrow();
    double spread = Arrays.stream(drawn).map(x -> (x - 0.5) * (x - 0.5)).average().orElseThrow();
    // The fourth central moment of Beta(alpha, alpha) is 3 / (16 (2 alpha + 1) (2 alpha + 3)).
    double fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));

    assertThat(Arrays.stream(drawn)).allMatch(x -> x >= 0 && x <= 1);
    assertThat(mean).isCloseTo(0.5, within(5 * Math.sqrt(variance / DRAWS)));
    assertThat(spread)
        .isCloseTo(variance, within(5 * Math.sqrt((fourth - variance * variance) / DRAWS)));
  }

  @Test
  void distributionIsThatOfBeta() {
    assertFollows(draw(0.5), x -> 2 / Math.PI * Math.asin(Math.sqrt(x)));
    assertFollows(draw(1), x -> x);
    assertFollows(draw(2), x -> x * x * (3 - 2 * x));
  }

  @Test
  void sameStreamGivesTheSameNumbers() {
    RandomStream first = random();
    RandomStream second = random();
    for (int i = 0; i < 1000; i++) {
      assertThat(BetaSampler.symmetric(0.1, first)).isEqualTo(BetaSampler.symmetric(0.1, second));
    }
  }

  /** Kolmogorov's distance stays below its value for a significance of one in a million. */
  private static void assertFollows(double[] drawn, DoubleUnaryOperator distribution) {
    Arrays.sort(drawn);
    double distance = 0;
    for (int i = 0; i < drawn.length; i++) {
      double expected = distribution.applyAsDouble(drawn[i]);
      distance = Math.max(distance, Math.abs(expected - (i + 0.5) / drawn.length));
    }
    assertThat(distance).isLessThan(2.7 / Math.sqrt(drawn.length));
  }

  private static double[] draw(double alpha) {
    RandomStream random = random();
    double[] drawn = new double[DRAWS];
    Arrays.setAll(drawn, i -> BetaSampler.symmetric(alpha, random));
    return drawn;
  }

  private static RandomStream random() {
    return new RandomStreams(6).stream(Purpose.MIXUP, 0, 0);
  }
}
