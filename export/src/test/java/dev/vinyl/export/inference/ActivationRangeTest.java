package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ActivationRangeTest {
  @Test
  void quantilesAreThoseOfTheValues() {
    float[] values = new float[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i / 100f; // 0 .. 99.99
    }
    ActivationRange range = new ActivationRange();
    range.widen(values);
    range.count(values);

    assertThat(range.smallest()).isZero();
    assertThat(range.largest()).isEqualTo(99.99f);
    double bin = 100.0 / 4096;
    assertThat((double) range.quantile(0.01)).isCloseTo(1, within(2 * bin));
    assertThat((double) range.quantile(0.999)).isCloseTo(99.9, within(2 * bin));
  }

  @Test
  void oneValueOnlyIsItsOwnQuantile() {
    ActivationRange range = new ActivationRange();
    range.widen(new float[] {3, 3});
    range.count(new float[] {3, 3});

    assertThat(range.quantile(1e-4)).isEqualTo(3);
  }
}
