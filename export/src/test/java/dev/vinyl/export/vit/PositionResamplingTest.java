package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

final class PositionResamplingTest {

  /**
   * What the specification of ONNX's operator Resize gives for its example
   * resize_upsample_scales_cubic: 1 to 16 on a grid of 4 x 4, doubled.
   */
  @Test
  void agreesWithThePublishedExample() {
    float[] found = resampled(4, 4, 8, 8, i -> i + 1);

    double[] first = {
      0.47265625, 0.76953125, 1.24609375, 1.875, 2.28125, 2.91015625, 3.38671875, 3.68359375
    };
    double[] third = {
      3.56640625, 3.86328125, 4.33984375, 4.96875, 5.375, 6.00390625, 6.48046875, 6.77734375
    };
    for (int x = 0; x < 8; x++) {
      assertThat((double) found[x]).isCloseTo(first[x], within(1e-6));
      assertThat((double) found[16 + x]).isCloseTo(third[x], within(1e-6));
    }
  }

  @Test
  void agreesWithASumOverTheWholeGrid() {
    Random random = new Random(5);
    double[] pixels = random.doubles(30, -1, 1).toArray();
    float[] found = resampled(5, 6, 3, 11, i -> (float) pixels[i]);

    for (int y = 0; y < 3; y++) {
      for (int x = 0; x < 11; x++) {
        double down = (y + 0.5) * 5 / 3 - 0.5;
        double across = (x + 0.5) * 6 / 11 - 0.5;
        double sum = 0;
        for (int row = -3; row < 9; row++) {
          for (int column = -3; column < 10; column++) {
            int at = Math.min(4, Math.max(0, row)) * 6 + Math.min(5, Math.max(0, column));
            sum += cubic(down - row) * cubic(across - column) * (float) pixels[at];
          }
        }
        assertThat((double) found[y * 11 + x]).isCloseTo(sum, within(1e-6));
      }
    }
  }

  /** The kernel in powers of the distance, for a = -3/4. */
  private static double cubic(double distance) {
    double d = Math.abs(distance);
    if (d <= 1) {
      return 1.25 * d * d * d - 2.25 * d * d + 1;
    }
    return d >= 2 ? 0 : -0.75 * d * d * d + 3.75 * d * d - 6 * d + 3;
  }

  @Test
  void theSameGridStaysAsItIs() {
    float[] found = resampled(3, 5, 3, 5, i -> 0.1 * i * i);

    for (int i = 0; i < 15; i++) {
      assertThat(found[i]).isEqualTo((float) (0.1 * i * i));
    }
  }

  @Test
  void aConstantStaysAndALineToo() {
    for (float value : resampled(3, 4, 5, 9, i -> 2)) {
      assertThat(value).isCloseTo(2, within(1e-6f));
    }
    // halved, a pixel lies in the middle between two
    float[] halved = resampled(1, 16, 1, 8, i -> i);
    for (int x = 1; x < 7; x++) {
      assertThat(halved[x]).isCloseTo(2 * x + 0.5f, within(1e-5f));
    }
    float[] other = resampled(1, 8, 1, 21, i -> i);
    for (int x = 5; x < 16; x++) {
      assertThat(other[x]).isCloseTo((x + 0.5f) * 8 / 21 - 0.5f, within(0.05f));
      assertThat(other[x]).isGreaterThan(other[x - 1]);
    }
  }

  @Test
  void eachDimensionIsResampledAloneAndTheClassTokensStays() {
    Parameter positions =
        new Parameter(
            "encoder.pos_embedding",
            new long[] {1, 3, 2},
            new float[] {7, -7, /* left */ 1, 10, /* right */ 3, 20});

    Parameter found = resize(positions, grid(1, 2), grid(1, 1));

    assertThat(found.name()).isEqualTo("encoder.pos_embedding");
    assertThat(found.shape()).containsExactly(1, 2, 2);
    assertThat(found.values()).containsExactly(7, -7, 2, 15);
  }

  /** One dimension of the patches' positions. */
  private static float[] resampled(
      int rows, int columns, int toRows, int toColumns, IntToDoubleFunction values) {
    float[] all = new float[1 + rows * columns];
    all[0] = 99;
    for (int i = 0; i < rows * columns; i++) {
      all[1 + i] = (float) values.applyAsDouble(i);
    }
    Parameter positions =
        new Parameter("encoder.pos_embedding", new long[] {1, all.length, 1}, all);
    float[] found = resize(positions, grid(rows, columns), grid(toRows, toColumns)).values();
    assertThat(found[0]).isEqualTo(99);
    float[] patches = new float[found.length - 1];
    System.arraycopy(found, 1, patches, 0, patches.length);
    return patches;
  }

  private static Parameter resize(Parameter positions, VitConfig before, VitConfig now) {
    return PositionResampling.resize(ParameterSet.of(List.of(positions)), "encoder.", before, now)
        .get(positions.name());
  }

  private static VitConfig grid(int rows, int columns) {
    return new VitConfig(4 * rows, 4 * columns, 4, 1, 1, 1, 1, 1);
  }
}
