package dev.vinyl.evaluation.internal.html;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ColorScaleTest {

  @Test
  void runsFromVioletToYellow() {
    assertThat(ColorScale.color(-0.5)).isEqualTo(0x440154);
    assertThat(ColorScale.color(1)).isEqualTo(0xfde725);
    assertThat(ColorScale.color(-0.9)).isEqualTo(0x440154);
  }

  @Test
  void liesBetweenTwoAnchorsInTheMiddle() {
    // 0.25 is the middle, between the fifth (26828e) and the sixth (1f9e89) of ten.
    assertThat(ColorScale.color(0.25)).isEqualTo(0x23908c);
  }
}
