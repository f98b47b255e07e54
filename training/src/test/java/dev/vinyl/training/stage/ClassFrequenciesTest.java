package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights.Balance;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Weights of four classes in three images: 5, 1, 2 and no pixels. */
final class ClassFrequenciesTest {
  private static final List<ClassMask> MASKS =
      List.of(mask(0, 0, 0, 1), mask(0, 2, 2, 255, 255, 0), mask(255, 255));

  /** Shares of the images in which they occur: 5 of 8, 1 of 4, 2 of 4; their median is 1 / 2. */
  @Test
  void theMedianFrequencyIsDividedByThatOfTheClass() throws IOException {
    assertThat(counted(4).weights(Balance.MEDIAN_FREQUENCY)).containsExactly(0.8, 2.0, 1.0, 1.0);
  }

  /** Shares of 6 of 8 and 1 of 4; the middle of them is 1 / 2. */
  @Test
  void theMedianOfTwoClassesIsTheirMean() {
    ClassFrequencies found = new ClassFrequencies(2);
    found.add(mask(0, 0, 0, 0));
    found.add(mask(0, 0, 1, 0));

    assertThat(found.weights(Balance.MEDIAN_FREQUENCY))
        .containsExactly((7.0 / 8 + 1.0 / 4) / 2 / (7.0 / 8), (7.0 / 8 + 1.0 / 4) / 2 * 4);
  }

  /** N = 8 / 3, so beta = 5 / 8. */
  @Test
  void theEffectiveNumberOfPixelsIsInverted() throws IOException {
    double often = 1 / (1 - 0.625 * 0.625 * 0.625 * 0.625 * 0.625);
    double once = 1 / (1 - 0.625);
    double twice = 1 / (1 - 0.625 * 0.625);
    double mean = (often + once + twice) / 3;

    List<Double> weights = counted(4).weights(Balance.EFFECTIVE_NUMBER);

    assertThat(weights.get(0)).isCloseTo(often / mean, within(1e-12));
    assertThat(weights.get(1)).isCloseTo(once / mean, within(1e-12));
    assertThat(weights.get(2)).isCloseTo(twice / mean, within(1e-12));
    assertThat(weights.get(3)).isEqualTo(1);
  }

  @Test
  void noPixelsAtAllWeighOne() {
    ClassFrequencies none = new ClassFrequencies(2);
    none.add(mask(255));

    for (Balance rule : Balance.values()) {
      assertThat(none.weights(rule)).containsExactly(1.0, 1.0);
    }
    assertThat(none.described(List.of("a", "b"), List.of(1.0, 1.0)))
        .isEqualTo("a 1 (has no pixel), b 1 (has no pixel)");
  }

  @Test
  void theLogSaysWeightAndShareOfEachClass() throws IOException {
    ClassFrequencies found = counted(4);

    assertThat(
            found.described(
                List.of("road", "car", "sky", "bus"), found.weights(Balance.MEDIAN_FREQUENCY)))
        .isEqualTo(
            "road 0.8000 (62.50 % of the pixels), car 2.000 (12.50 % of the pixels),"
                + " sky 1.000 (25.00 % of the pixels), bus 1 (has no pixel)");
  }

  private static ClassFrequencies counted(int classes) throws IOException {
    ImageLoader images =
        index -> {
          ClassMask mask = MASKS.get(index);
          byte[] pixels = new byte[3 * mask.width()];
          return new ImageLoader.Decoded(new RgbImage(mask.width(), 1, pixels), mask);
        };
    return ClassFrequencies.count(images, MASKS.size(), classes, 2);
  }

  private static ClassMask mask(int... classes) {
    byte[] bytes = new byte[classes.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) classes[i];
    }
    return new ClassMask(bytes.length, 1, bytes);
  }
}
