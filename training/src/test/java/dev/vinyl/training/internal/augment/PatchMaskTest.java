package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PatchMaskTest {

  @ParameterizedTest
  @CsvSource({"64, 0.5, 32", "9, 0.5, 4", "4, 0.99, 3", "2, 0.5, 1", "196, 0.75, 147"})
  void masksExactlyTheShareRoundedDown(int patches, double ratio, int masked) {
    PatchMask mask = new PatchMask(patches, ratio);
    for (int i = 0; i < 50; i++) {
      float[] written = written(mask, i);
      assertThat(written).containsOnly(0, 1);
      assertThat(sum(written)).isEqualTo(masked);
    }
    assertThat(mask.masked()).isEqualTo(masked);
  }

  @Test
  void everySetOfPatchesComesEquallyOften() {
    PatchMask mask = new PatchMask(4, 0.5);
    Map<String, Integer> counts = new HashMap<>();
    for (int i = 0; i < 6000; i++) {
      counts.merge(Arrays.toString(written(mask, i)), 1, Integer::sum);
    }
    // 4 over 2 sets; binomial with mean 1000 and standard deviation 29.
    assertThat(counts).hasSize(6);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(855, 1145));
  }

  @Test
  void writesAtTheOffsetOverWhatWasThere() {
    FloatBuffer target = FloatBuffer.wrap(new float[] {7, 7, 7, 7, 7, 7});
    new PatchMask(4, 0.5).write(random(0), target, 1);

    assertThat(target.get(0)).isEqualTo(7);
    assertThat(target.get(5)).isEqualTo(7);
    assertThat(target.get(1) + target.get(2) + target.get(3) + target.get(4)).isEqualTo(2);
    assertThat(target.position()).isZero();
  }

  @Test
  void sameStreamGivesTheSamePatches() {
    PatchMask mask = new PatchMask(64, 0.5);

    assertThat(written(mask, 1)).isEqualTo(written(mask, 1)).isNotEqualTo(written(mask, 2));
  }

  @Test
  void refusesToMaskNothingOrEverything() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(1, 0.5))
        .withMessage(
            "no masked patch possible: a mask ratio of 0.5 masks 0 of 1 patches; at least one must be masked and one left");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(64, 1))
        .withMessage(
            "no visible patch possible: a mask ratio of 1.0 masks 64 of 64 patches; at least one must be masked and one left");
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(64, 0.01));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(64, Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(64, -0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(0, 0.5));
  }

  private static float[] written(PatchMask mask, int index) {
    FloatBuffer target = FloatBuffer.allocate(mask.patches());
    mask.write(random(index), target, 0);
    return target.array();
  }

  private static float sum(float[] values) {
    float sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.TARGET, 0, index);
  }
}
