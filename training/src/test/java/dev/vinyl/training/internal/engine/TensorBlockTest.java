package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorBlockTest {
  private static final ParameterSet PARAMETERS =
      ParameterSet.of(
          List.of(
              new Parameter("a", new long[] {2, 3}, new float[] {1, 2, 3, 4, 5, 6}),
              new Parameter("b", new long[] {1}, new float[] {7}),
              new Parameter("c", new long[] {17}, new float[17])));

  @Test
  void parametersBeginAtCacheLinesAndKeepTheirValues() {
    TensorBlock block = TensorBlock.of(PARAMETERS);

    assertThat(block.slices()).extracting(TensorBlock.Slice::offset).containsExactly(0, 16, 32);
    assertThat(block.values().get(3)).isEqualTo(4);
    assertThat(block.values().get(16)).isEqualTo(7);
    for (Parameter parameter : block.get()) {
      Parameter expected = PARAMETERS.get(parameter.name());
      assertThat(parameter.shape()).isEqualTo(expected.shape());
      assertThat(parameter.values()).isEqualTo(expected.values());
    }
  }

  /** Wherever the memory happens to lie: some of it begins at a cache line by itself. */
  @Test
  void blocksOfTheSameParametersAreEquallyLarge() {
    TensorBlock block = TensorBlock.of(PARAMETERS);
    List<TensorBlock> kept = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      kept.add(block.zeros());
      kept.add(TensorBlock.of(PARAMETERS));
    }
    assertThat(kept).allSatisfy(b -> assertThat(b.values().capacity()).isEqualTo(64));
  }

  @Test
  void clearLeavesNothing() {
    TensorBlock block = TensorBlock.of(PARAMETERS);
    block.clear();

    for (Parameter parameter : block.get()) {
      assertThat(parameter.values()).containsOnly(0);
    }
  }
}
