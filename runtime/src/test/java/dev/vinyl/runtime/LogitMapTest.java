package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ClassMask;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogitMapTest {
  private static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) random.nextDouble(-5, 5);
    }
    return values;
  }

  private static double[][][] nested(float[] logits, int classes, int height, int width) {
    double[][][] nested = new double[classes][height][width];
    for (int i = 0; i < logits.length; i++) {
      nested[i / (height * width)][i / width % height][i % width] = logits[i];
    }
    return nested;
  }

  @ParameterizedTest
  @CsvSource({
    "3, 7, 5, 23, 31",
    "3, 8, 8, 16, 16",
    "5, 9, 6, 4, 11",
    "2, 1, 1, 3, 2",
    "4, 1, 6, 5, 1"
  })
  void agreesWithNaiveResizing(int classes, int height, int width, int toHeight, int toWidth) {
    float[] logits = random(classes * height * width, 7);

    ClassMask mask = new LogitMap(classes, height, width, logits).mask(toWidth, toHeight);

    double[][][] nested = nested(logits, classes, height, width);
    assertThat(mask.width()).isEqualTo(toWidth);
    assertThat(mask.height()).isEqualTo(toHeight);
    for (int y = 0; y < toHeight; y++) {
      for (int x = 0; x < toWidth; x++) {
        assertThat(NaiveMasks.wins(nested, mask.get(x, y), x, y, toWidth, toHeight))
            .as("class %d at %d, %d", mask.get(x, y), x, y)
            .isTrue();
      }
    }
  }

  @Test
  void atTheModelsSizeTakesTheLargestLogitItself() {
    float[] logits = random(4 * 6 * 5, 3);

    ClassMask mask = new LogitMap(4, 6, 5, logits).mask(5, 6);

    for (int i = 0; i < 6 * 5; i++) {
      int best = 0;
      for (int c = 1; c < 4; c++) {
        best = logits[c * 30 + i] > logits[best * 30 + i] ? c : best;
      }
      assertThat(mask.get(i % 5, i / 5)).isEqualTo(best);
    }
  }

  @Test
  void equalLogitsGoToTheLowerClass() {
    ClassMask mask = new LogitMap(3, 1, 2, new float[] {1, 0, 1, 2, 0, 2}).mask(2, 1);

    assertThat(mask.classes()).containsExactly(0, 1);
  }

  @Test
  void keepsTheHighestClassIndexUnsigned() {
    float[] logits = new float[255];
    logits[254] = 1;

    assertThat(new LogitMap(255, 1, 1, logits).mask(2, 2).get(1, 1)).isEqualTo(254);
  }

  @Test
  void refusesArraysOfAnotherSize() {
    assertThatThrownBy(() -> new LogitMap(2, 2, 2, new float[7]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("7 logits are no [2, 2, 2]");
  }
}
