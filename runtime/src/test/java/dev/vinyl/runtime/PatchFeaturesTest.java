package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PatchFeaturesTest {
  /** [2, 3, 2] with 10 * row + column twice, the second time negative. */
  private static PatchFeatures features() {
    return new PatchFeatures(2, 3, 2, new float[] {0, 0, 1, -1, 2, -2, 10, -10, 11, -11, 12, -12});
  }

  @Test
  void findsTokensByRowAndColumn() {
    assertThat(features().token(0, 2)).containsExactly(2, -2);
    assertThat(features().token(1, 0)).containsExactly(10, -10);
  }

  @Test
  void tokensAreCopies() {
    PatchFeatures features = features();
    features.token(1, 1)[0] = 99;

    assertThat(features.token(1, 1)).containsExactly(11, -11);
  }

  @Test
  void refusesPatchesThatAreNotThere() {
    assertThatThrownBy(() -> features().token(2, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> features().token(0, 3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void refusesValuesOfAnotherShape() {
    assertThatThrownBy(() -> new PatchFeatures(2, 2, 2, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 values are no tokens of shape [2, 2, 2]");
    assertThatThrownBy(() -> new PatchFeatures(1 << 16, 1 << 16, 1 << 16, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PatchFeatures(0, 2, 2, new float[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
