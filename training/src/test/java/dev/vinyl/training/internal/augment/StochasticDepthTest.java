package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

final class StochasticDepthTest {
  private static final int DRAWS = 20_000;

  /** With 0.4 at the last of three blocks: 0, 0.2 and 0.4, and a mean scale of 1 everywhere. */
  @Test
  void laterBranchesAreLeftOutMoreOftenAndTheMeanStays() {
    StochasticDepth depth = new StochasticDepth(3, 0.4);
    float[] largest = {1, 1, 1 / 0.8f, 1 / 0.8f, 1 / 0.6f, 1 / 0.6f};
    double[] leftOut = {0, 0, 0.2, 0.2, 0.4, 0.4};
    int[] zeros = new int[6];
    double[] sums = new double[6];
    FloatBuffer scales = FloatBuffer.allocate(7);
    RandomStreams streams = new RandomStreams(1);
    for (int draw = 0; draw < DRAWS; draw++) {
      depth.write(streams.stream(Purpose.DEPTH, 0, draw), scales, 1);
      for (int branch = 0; branch < 6; branch++) {
        float scale = scales.get(1 + branch);
        assertThat(scale).isIn(0f, largest[branch]);
        zeros[branch] += scale == 0 ? 1 : 0;
        sums[branch] += scale;
      }
    }
    assertThat(scales.get(0)).isZero();
    for (int branch = 0; branch < 6; branch++) {
      assertThat((double) zeros[branch] / DRAWS).isCloseTo(leftOut[branch], within(0.02));
      assertThat(sums[branch] / DRAWS).isCloseTo(1, within(0.03));
    }
  }

  @Test
  void refusesWhatWouldLeaveNothing() {
    assertThatIllegalArgumentException().isThrownBy(() -> new StochasticDepth(3, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new StochasticDepth(0, 0.1));
  }
}
