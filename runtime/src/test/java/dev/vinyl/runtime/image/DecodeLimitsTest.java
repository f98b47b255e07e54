package dev.vinyl.runtime.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeLimitsTest {
  @Test
  void eachLimitChangesAlone() {
    DecodeLimits limits = DecodeLimits.defaults().withMaxPixels(12).withMaxBytes(34);

    assertThat(limits).isEqualTo(new DecodeLimits(12, 34));
    assertThat(DecodeLimits.defaults()).isEqualTo(new DecodeLimits(100_000_000, 268_435_456));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MAX_VALUE, (1L << 30) + 1})
  void outOfRangeIsNamed(long value) {
    assertThatThrownBy(() -> DecodeLimits.defaults().withMaxPixels(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxPixels must be in 1..536870911, got " + value);
    assertThatThrownBy(() -> DecodeLimits.defaults().withMaxBytes(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("maxBytes must be in 1..1073741824, got " + value);
  }
}
