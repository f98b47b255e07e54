package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

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
  @CsvSource({
    "8, 0.5, 1, 32",
    "3, 0.5, 1, 4",
    "2, 0.99, 1, 3",
    "14, 0.75, 1, 147",
    "8, 0.5, 2, 32", // 8 of 16 blocks
    "8, 0.6, 2, 36", // 9.6 of 16
    "8, 0.5, 4, 32", // 2 of 4
    "8, 0.9, 4, 48", // 3.6 of 4
    "6, 0.5, 3, 18", // 2 of 4
    "6, 0.5, 2, 16", // 4.5 of 9
    "14, 0.6, 2, 116" // 29.4 of 49
  })
  void masksExactlyTheShareRoundedDown(int grid, double ratio, int block, int masked) {
    PatchMask mask = new PatchMask(grid, ratio, block);
    for (int i = 0; i < 50; i++) {
      float[] written = written(mask, i);
      assertThat(written).containsOnly(0, 1);
      assertThat(sum(written)).isEqualTo(masked);
    }
    assertThat(mask.masked()).isEqualTo(masked);
  }

  /** 4 rows of 6 patches are 2 rows of 3 blocks, of which 3 are masked. */
  @Test
  void blocksOfARectangleAreMaskedWhole() {
    PatchMask mask = new PatchMask(4, 6, 0.5, 2);
    assertThat(mask.patches()).isEqualTo(24);
    assertThat(mask.masked()).isEqualTo(12);
    int[] ofBlock = new int[6];
    for (int i = 0; i < 50; i++) {
      float[] written = new float[24];
      mask.write(random(i), FloatBuffer.wrap(written), 0);
      assertThat(sum(written)).isEqualTo(12);
      for (int row = 0; row < 4; row++) {
        for (int column = 0; column < 6; column++) {
          float first = written[row / 2 * 2 * 6 + column / 2 * 2];
          assertThat(written[row * 6 + column]).isEqualTo(first);
          ofBlock[row / 2 * 3 + column / 2] += (int) first;
        }
      }
    }
    assertThat(ofBlock).doesNotContain(0);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(4, 6, 0.5, 4))
        .withMessage("a maskBlock of 4 does not divide 4 x 6 patches; choose a divisor of both");
  }

  @Test
  void everySetOfPatchesComesEquallyOften() {
    PatchMask mask = new PatchMask(2, 0.5, 1);
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
    new PatchMask(2, 0.5, 1).write(random(0), target, 1);

    assertThat(target.get(0)).isEqualTo(7);
    assertThat(target.get(5)).isEqualTo(7);
    assertThat(target.get(1) + target.get(2) + target.get(3) + target.get(4)).isEqualTo(2);
    assertThat(target.position()).isZero();
  }

  @Test
  void sameStreamGivesTheSamePatches() {
    PatchMask mask = new PatchMask(8, 0.5, 1);

    assertThat(written(mask, 1)).isEqualTo(written(mask, 1)).isNotEqualTo(written(mask, 2));
  }

  /** Of the first image of seed 1, as it was before there were blocks. */
  @Test
  void singlePatchesAreThoseOfTheStreamsPermutation() {
    int[] order = random(0).permutation(64);
    float[] expected = new float[64];
    for (int i = 0; i < 32; i++) {
      expected[order[i]] = 1;
    }
    assertThat(written(new PatchMask(8, 0.5, 1), 0)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"8, 2", "8, 4", "6, 3", "6, 2"})
  void blocksAreMaskedAsOneAndAllComeEquallyOften(int grid, int block) {
    PatchMask mask = new PatchMask(grid, 0.5, block);
    int side = grid / block;
    int[] counts = new int[side * side];
    int draws = 4000;
    for (int n = 0; n < draws; n++) {
      float[] written = written(mask, n);
      for (int row = 0; row < grid; row++) {
        for (int column = 0; column < grid; column++) {
          int corner = row / block * block * grid + column / block * block;
          assertThat(written[row * grid + column]).isEqualTo(written[corner]);
        }
      }
      for (int i = 0; i < counts.length; i++) {
        counts[i] += (int) written[i / side * block * grid + i % side * block];
      }
    }
    int masked = counts.length / 2;
    double share = (double) masked / counts.length;
    double deviation = Math.sqrt(draws * share * (1 - share));
    for (int count : counts) {
      assertThat((double) count).isCloseTo(draws * share, within(5 * deviation));
    }
  }

  @Test
  void blocksFillTheGrid() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(8, 0.5, 3))
        .withMessage(
            "a maskBlock of 3 does not divide the 8 patches of a row; choose a divisor of 8");
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(8, 0.5, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(8, 0.5, 16));
  }

  @Test
  void refusesToMaskNothingOrEverything() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(1, 0.5, 1))
        .withMessage(
            "no masked patch possible: a mask ratio of 0.5 masks 0 of 1 patches; at least one must be masked and one left");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(8, 1, 1))
        .withMessage(
            "no visible patch possible: a mask ratio of 1.0 masks 64 of 64 patches; at least one must be masked and one left");
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(8, 0.01, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(8, Double.NaN, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(8, -0.5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new PatchMask(0, 0.5, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(8, 0.2, 4))
        .withMessage(
            "no masked block possible: a mask ratio of 0.2 masks 0 of 4 blocks; at least one must be masked and one left");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PatchMask(8, 0.9, 8))
        .withMessageStartingWith("no masked block possible");
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
