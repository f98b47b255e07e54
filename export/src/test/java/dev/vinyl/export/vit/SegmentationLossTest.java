package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.internal.autodiff.Gradients;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The losses of pixels against the same in plain loops over doubles. */
class SegmentationLossTest {
  private static final int CLASSES = 3;
  private static final int SIDE = 4;
  private static final int PIXELS = SIDE * SIDE;
  private static final List<Double> WEIGHTS = List.of(0.5, 1.0, 2.5);

  static Stream<Arguments> lossesInBothDialects() {
    return Stream.of(
            SegmentationHead.Loss.CROSS_ENTROPY,
            new SegmentationHead.Loss(WEIGHTS, 0, 0),
            new SegmentationHead.Loss(List.of(), 0, 0.1),
            new SegmentationHead.Loss(List.of(), 0.7, 0),
            new SegmentationHead.Loss(WEIGHTS, 0.7, 0.1))
        .flatMap(loss -> Stream.of(Dialect.values()).map(d -> Arguments.of(loss, d)));
  }

  @ParameterizedTest
  @MethodSource("lossesInBothDialects")
  void lossAndGradientEqualPlainLoops(SegmentationHead.Loss loss, Dialect dialect)
      throws Exception {
    double[] logits = new Random(1).doubles(3 * CLASSES * PIXELS, -2, 2).toArray();
    long[] labels = new Random(2).longs(3 * PIXELS, 0, CLASSES).toArray();
    Arrays.fill(labels, PIXELS, PIXELS + 5, TrainableModel.IGNORED);
    Arrays.fill(labels, 2 * PIXELS, 3 * PIXELS, 1); // this image has one class alone

    GraphRunner.Outputs outputs = run(loss, dialect, logits, labels);

    assertThat((double) outputs.get("loss")[0])
        .isCloseTo(inLoops(loss, logits, labels), within(1e-5));
    Tolerance.assertRelative(
        "gradient", 1e-4, outputs.get("gradient"), differences(loss, logits, labels));
  }

  @ParameterizedTest
  @MethodSource("lossesInBothDialects")
  void imagesWithNothingToCountGiveNoLossAndNoGradient(SegmentationHead.Loss loss, Dialect dialect)
      throws Exception {
    double[] logits = new Random(1).doubles(2 * CLASSES * PIXELS, -2, 2).toArray();
    long[] labels = new long[2 * PIXELS];
    Arrays.fill(labels, TrainableModel.IGNORED);

    GraphRunner.Outputs outputs = run(loss, dialect, logits, labels);

    assertThat(outputs.get("loss")).containsExactly(0f);
    assertThat(outputs.get("gradient")).containsOnly(0f);
  }

  @ParameterizedTest
  @MethodSource("lossesInBothDialects")
  void imageCountsForItsPixelsInTheLossOfABatch(SegmentationHead.Loss loss, Dialect dialect)
      throws Exception {
    int values = CLASSES * PIXELS;
    double[] logits = new Random(3).doubles(3L * values, -2, 2).toArray();
    long[] labels = new Random(4).longs(3 * PIXELS, 0, CLASSES).toArray();
    int ignored = 4;
    Arrays.fill(labels, PIXELS, PIXELS + ignored, TrainableModel.IGNORED);
    Arrays.fill(labels, 2 * PIXELS, 3 * PIXELS, TrainableModel.IGNORED);
    int[] pixels = {PIXELS, PIXELS - ignored, 0};

    float all = run(loss, dialect, logits, labels).get("loss")[0];
    double sum = 0;
    for (int image = 0; image < 3; image++) {
      double[] its = Arrays.copyOfRange(logits, image * values, (image + 1) * values);
      long[] target = Arrays.copyOfRange(labels, image * PIXELS, (image + 1) * PIXELS);
      sum += pixels[image] * (double) run(loss, dialect, its, target).get("loss")[0];
    }

    assertThat((double) all).isCloseTo(sum / (2 * PIXELS - ignored), within(1e-6));
  }

  @Test
  void crossEntropyOfPixelsIsOneOperatorBeforeItsMean() {
    GraphBuilder g = new GraphBuilder(new Graph("loss", 17, Dialect.ONNX_RUNTIME));
    build(g, SegmentationHead.Loss.CROSS_ENTROPY);

    assertThat(g.graph().nodes())
        .extracting(Node::operator)
        .filteredOn(operator -> !operator.startsWith("Reduce"))
        .startsWith("SoftmaxCrossEntropyLoss")
        .doesNotContain("Transpose", "OneHot", "LogSoftmax");
  }

  @Test
  void valuesThatMakeNoLossAreRefused() {
    assertThatThrownBy(() -> new SegmentationHead.Loss(List.of(1.0, 0.0), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("classWeights must all be above 0, got [1.0, 0.0]");
    assertThatThrownBy(() -> new SegmentationHead.Loss(List.of(), -1, 0))
        .hasMessage("dice must be at least 0, got -1.0");
    assertThatThrownBy(() -> new SegmentationHead.Loss(List.of(), 0, 1))
        .hasMessage("labelSmoothing must be at least 0 and below 1, got 1.0");
    assertThatThrownBy(
            () ->
                new EncoderDecoder(
                    VitConfig.micro(),
                    new SegmentationHead(3, new SegmentationHead.Loss(List.of(1.0, 2.0), 0, 0))))
        .hasMessage("3 classes need as many classWeights, got [1.0, 2.0]");
  }

  private static Value build(GraphBuilder g, SegmentationHead.Loss loss) {
    Value logits = g.graph().input("logits", DataType.FLOAT, Shape.batch(CLASSES, SIDE, SIDE));
    Value labels = g.graph().input("labels", DataType.INT64, Shape.batch(SIDE, SIDE));
    return loss.of(g, logits, labels);
  }

  private static GraphRunner.Outputs run(
      SegmentationHead.Loss loss, Dialect dialect, double[] logits, long[] labels)
      throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("loss", 17, dialect));
    Value value = build(g, loss);
    Value logitsInput = g.graph().inputs().get(0);
    OnnxModel model = new OnnxModel(g.graph()).output("loss", value);
    Gradients.of(g, value, List.of(logitsInput)).values().forEach(d -> model.output("gradient", d));
    try (GraphRunner runner = new GraphRunner(model)) {
      int batch = labels.length / PIXELS;
      return runner
          .feed("logits", floats(logits), batch, CLASSES, SIDE, SIDE)
          .feed("labels", labels, batch, SIDE, SIDE)
          .run();
    }
  }

  private static double inLoops(SegmentationHead.Loss loss, double[] logits, long[] labels) {
    int batch = labels.length / PIXELS;
    double crossEntropy = 0;
    int counted = 0;
    double dice = 0;
    for (int b = 0; b < batch; b++) {
      double[] common = new double[CLASSES];
      double[] both = new double[CLASSES];
      int countedBefore = counted;
      for (int i = 0; i < PIXELS; i++) {
        int label = (int) labels[b * PIXELS + i];
        if (label == TrainableModel.IGNORED) {
          continue;
        }
        counted++;
        double[] p = probabilities(logits, b, i);
        for (int c = 0; c < CLASSES; c++) {
          double weight = loss.classWeights().isEmpty() ? 1 : loss.classWeights().get(c);
          double target = c == label ? 1 - loss.labelSmoothing() : 0;
          target += loss.labelSmoothing() / CLASSES;
          crossEntropy -= weight * target * Math.log(p[c]);
          common[c] += c == label ? p[c] : 0;
          both[c] += p[c] + (c == label ? 1 : 0);
        }
      }
      for (int c = 0; c < CLASSES; c++) {
        double ofClass = 1 - (2 * common[c] + 1) / (both[c] + 1);
        dice += (counted - countedBefore) * ofClass / CLASSES;
      }
    }
    return (crossEntropy + loss.dice() * dice) / counted;
  }

  private static double[] probabilities(double[] logits, int image, int pixel) {
    double[] p = new double[CLASSES];
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      p[c] = Math.exp(logits[(image * CLASSES + c) * PIXELS + pixel]);
      sum += p[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      p[c] /= sum;
    }
    return p;
  }

  private static float[] differences(SegmentationHead.Loss loss, double[] logits, long[] labels) {
    double step = 1e-5;
    float[] slopes = new float[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double[] up = logits.clone();
      double[] down = logits.clone();
      up[i] += step;
      down[i] -= step;
      slopes[i] = (float) ((inLoops(loss, up, labels) - inLoops(loss, down, labels)) / (2 * step));
    }
    return slopes;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
