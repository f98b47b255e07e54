package dev.vinyl.training.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class TensorBlockTest {
  private static final ParameterSet PARAMETERS =
      ParameterSet.of(
          List.of(
              new Parameter("a", new long[] {3}, new float[] {1, 2, 3}),
              new Parameter("b", new long[] {1, 2}, new float[] {4, 5})));

  /** Small pieces of memory begin at a multiple of 64 by chance, about one in four. */
  @Test
  void blocksOfTheSameParametersAreAlikeWhereverTheirMemoryLies() {
    assertThat(
            Stream.generate(() -> TensorBlock.of(PARAMETERS))
                .limit(64)
                .flatMap(block -> Stream.of(block, block.zeros(), block.zeros().zeros()))
                .map(block -> block.values().capacity()))
        .containsOnly(32);
  }

  @Test
  void valuesComeBackByName() {
    TensorBlock block = TensorBlock.of(PARAMETERS);
    assertThat(block.get().get("a").values()).containsExactly(1, 2, 3);
    assertThat(block.get().get("b").values()).containsExactly(4, 5);
    assertThat(block.zeros().get().get("b").values()).containsExactly(0, 0);

    block.clear();
    assertThat(block.get().get("a").values()).containsExactly(0, 0, 0);
  }
}
