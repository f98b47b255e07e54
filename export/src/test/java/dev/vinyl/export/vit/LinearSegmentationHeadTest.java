package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinearSegmentationHeadTest {
  private static final SegmentationHead HEAD =
      new SegmentationHead(
          2, SegmentationHead.Loss.CROSS_ENTROPY, false, SegmentationHead.Kind.LINEAR);

  /** 1 x 3 patches of 2 pixels, tokens of one number. */
  private static final VitConfig ROW = new VitConfig(2, 6, 2, 1, 1, 1, 1, 1);

  @Test
  void logitsAreInterpolatedBetweenTheMiddlesOfPatches() throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("head", 17, Dialect.STANDARD));
    Value tokens = g.graph().input("tokens", DataType.FLOAT, Shape.batch(3, 1));
    Value logits = HEAD.decode(g, ROW, tokens);
    try (GraphRunner runner = new GraphRunner(new OnnxModel(g.graph()).output("logits", logits))) {
      runner
          .feed("linear.weight", new float[] {1, -2}, 2, 1)
          .feed("linear.bias", new float[] {0, 5}, 2);
      float[] found = runner.feed("tokens", new float[] {0, 8, 4}, 1, 3, 1).run().get("logits");

      // pixel x lies at (x + 0.5) / 2 - 0.5 among the patches: -0.25, 0.25, 0.75, 1.25, 1.75, 2.25
      float[] row = {0, 2, 6, 7, 5, 4};
      assertThat(found).hasSize(2 * 2 * 6);
      for (int y = 0; y < 2; y++) {
        for (int x = 0; x < 6; x++) {
          assertThat(found[y * 6 + x]).isCloseTo(row[x], within(1e-5f));
          assertThat(found[12 + y * 6 + x]).isCloseTo(5 - 2 * row[x], within(1e-5f));
        }
      }
    }
  }

  @Test
  void itIsKnownByItsWeights() {
    Parameter bias = new Parameter("linear.bias", new long[] {7}, new float[7]);
    SegmentationHead found =
        (SegmentationHead)
            new SegmentationHead(2).fitted(ROW, ParameterSet.of(List.of(bias))).orElseThrow();
    assertThat(found.kind()).isEqualTo(SegmentationHead.Kind.LINEAR);
    assertThat(found.classes()).isEqualTo(7);
    assertThat(HEAD.owns("linear.weight")).isTrue();
    assertThat(HEAD.owns("mlp.weight")).isTrue();
    assertThat(HEAD.owns("encoder.linear.weight")).isFalse();
  }
}
