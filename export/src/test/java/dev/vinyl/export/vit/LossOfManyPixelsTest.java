package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.internal.autodiff.Gradients;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Losses of millions of equal terms, whose mean is any of them. ONNX Runtime 1.24.1 adds single
 * precision numbers one after the other: one sum over all is wrong by far more than the bound here.
 */
class LossOfManyPixelsTest {
  private static final double PERCENT = 2e-3;
  private static final int BATCH = 4;
  private static final int SIDE = 512;
  private static final int PIXELS = BATCH * SIDE * SIDE;
  private static final float SCORE = 0.7f;

  static Stream<Arguments> losses() {
    return Stream.of(
        Arguments.of(SegmentationHead.Loss.CROSS_ENTROPY, Dialect.STANDARD),
        Arguments.of(SegmentationHead.Loss.CROSS_ENTROPY, Dialect.ONNX_RUNTIME),
        Arguments.of(new SegmentationHead.Loss(List.of(3.0, 1.0), 1, 0.1), Dialect.STANDARD));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void lossAndGradientOfEqualPixelsAreThoseOfOne(SegmentationHead.Loss loss, Dialect dialect)
      throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("loss", 17, dialect));
    Value logits = g.graph().input("logits", DataType.FLOAT, Shape.batch(2, SIDE, SIDE));
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(SIDE, SIDE));
    Value mean = loss.of(g, logits, labels);
    Value gradient = Gradients.of(g, mean, List.of(logits)).values().iterator().next();
    Value corner = g.slice(g.slice(gradient, 2, 0, 1), 3, 0, 1); // [B, 2, 1, 1]
    OnnxModel model = new OnnxModel(g.graph()).output("loss", mean).output("gradient", corner);
    float[] scores = new float[2 * PIXELS];
    for (int image = 0; image < BATCH; image++) {
      int first = image * 2 * SIDE * SIDE;
      Arrays.fill(scores, first, first + SIDE * SIDE, SCORE);
    }

    GraphRunner.Outputs outputs;
    try (GraphRunner runner = new GraphRunner(model)) {
      outputs =
          runner
              .feed("logits", scores, BATCH, 2, SIDE, SIDE)
              .feed("labels", new long[PIXELS], BATCH, SIDE, SIDE)
              .run();
    }

    double step = 1e-6;
    double slope = (ofOnePixel(loss, SCORE + step) - ofOnePixel(loss, SCORE - step)) / (2 * step);
    assertThat((double) outputs.get("loss")[0])
        .isCloseTo(ofOnePixel(loss, SCORE), withPercentage(PERCENT));
    assertThat((double) PIXELS * outputs.get("gradient")[0])
        .isCloseTo(slope, withPercentage(10 * PERCENT));
  }

  /** All pixels are of class 0, whose score is given; that of class 1 is 0. */
  private static double ofOnePixel(SegmentationHead.Loss loss, double score) {
    double p = 1 / (1 + Math.exp(-score));
    double pixels = SIDE * SIDE;
    List<Double> weights = loss.classWeights().isEmpty() ? List.of(1.0, 1.0) : loss.classWeights();
    double spread = loss.labelSmoothing() / 2;
    double crossEntropy =
        -(1 - spread) * weights.get(0) * Math.log(p) - spread * weights.get(1) * Math.log(1 - p);
    double dice =
        1 - (2 * p * pixels + 1) / ((p + 1) * pixels + 1) / 2 - 1 / ((1 - p) * pixels + 1) / 2;
    return crossEntropy + loss.dice() * dice;
  }

  @Test
  void errorOfPaintedPixelsIsThatOfOne() throws Exception {
    VitConfig config = new VitConfig(SIDE, 64, 1, 1, 1, 1, 1);
    GraphBuilder g = new GraphBuilder(new Graph("loss", 17, Dialect.STANDARD));
    Value loss = new EncoderDecoder(config, new ReconstructionHead()).build(g).loss();
    float[] image = new float[3 * PIXELS];
    Arrays.fill(image, 0.3f);
    float[] masked = new float[BATCH * config.patches()];
    Arrays.fill(masked, 1);

    try (GraphRunner runner = new GraphRunner(new OnnxModel(g.graph()).output("loss", loss))) {
      for (ParameterSpec parameter : g.graph().parameters()) {
        long count = Arrays.stream(parameter.sizes()).reduce(1, (a, b) -> a * b);
        runner.feed(parameter.name(), new float[(int) count], parameter.sizes());
      }
      runner.feed("image", image, BATCH, 3, SIDE, SIDE);
      runner.feed("masked", masked, BATCH, config.patches(), 1);
      assertThat((double) runner.run().get("loss")[0]).isCloseTo(0.3f, withPercentage(PERCENT));
    }
  }

  /** What the sums in parts are for; where this fails they may no longer be needed. */
  @Test
  void oneSumOverAllDrifts() throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("sums", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.batch(2, SIDE, SIDE));
    OnnxModel model =
        new OnnxModel(g.graph())
            .output("one", g.reshape(g.reduceSum(x, 0, 1, 2, 3), Shape.of()))
            .output("parts", g.sumOfAll(x));
    float[] equal = new float[2 * PIXELS];
    Arrays.fill(equal, 0.3f);

    try (GraphRunner runner = new GraphRunner(model)) {
      GraphRunner.Outputs sums = runner.feed("x", equal, BATCH, 2, SIDE, SIDE).run();
      double exact = 2.0 * PIXELS * 0.3f;
      assertThat(sums.get("parts")[0] / exact).isCloseTo(1, withPercentage(PERCENT));
      assertThat(Math.abs(sums.get("one")[0] / exact - 1)).isGreaterThan(5e-5);
    }
  }
}
