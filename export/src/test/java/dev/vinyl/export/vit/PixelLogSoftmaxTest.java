package dev.vinyl.export.vit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.Golden;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The log-softmax over pixels of the paper's public code, against the same in loops of doubles. */
class PixelLogSoftmaxTest {
  private static final int CLASSES = 3;
  private static final SegmentationHead HEAD =
      new SegmentationHead(CLASSES, SegmentationHead.Loss.CROSS_ENTROPY, true);

  /** From PyTorch's logits, which have none. */
  @ParameterizedTest
  @CsvSource({"small, STANDARD", "small, ONNX_RUNTIME", "viny, ONNX_RUNTIME"})
  void logitsAndLossFollowFromPyTorchsLogits(String model, Dialect dialect) throws Exception {
    Golden golden = Golden.of(model);
    int size = golden.config().imageWidth();
    Parameter plain = golden.value("logits");
    long[] labels = golden.values().longs("label");
    int images = (int) plain.shape()[0];
    try (GraphRunner runner = ModelRunner.of(new EncoderDecoder(golden.config(), HEAD), dialect)) {
      runner.feed(golden.segmentationWeights()).feed("labels", labels, images, size, size);
      Parameter image = golden.value("image");
      GraphRunner.Outputs outputs = runner.feed("image", image.values(), image.shape()).run();

      double[] expected = overPixels(plain.values(), size * size);
      Tolerance.assertWithin("logits", 1e-4, outputs.get("logits"), floats(expected));
      assertThat((double) outputs.get("loss")[0])
          .isCloseTo(crossEntropy(expected, labels, size * size), within(1e-5));
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void modelsForUseHaveItTooAndNeedToBeToldNothing(Dialect dialect) throws Exception {
    VitConfig sizes = VitConfig.micro();
    int size = sizes.imageWidth();
    EncoderDecoder plain = new EncoderDecoder(sizes, new SegmentationHead(CLASSES));
    EncoderDecoder model = new EncoderDecoder(sizes, HEAD);
    ParameterSet weights = TrainingArtifacts.initialParameters(model, 1);
    float[] image = new float[2 * 3 * size * size];
    Random random = new Random(5);
    for (int i = 0; i < image.length; i++) {
      image[i] = random.nextFloat();
    }

    float[] expected =
        floats(overPixels(used(plain, dialect, weights, image).get("logits"), size * size));
    Tolerance.assertWithin(
        "logits", 1e-4, used(model, dialect, weights, image).get("logits"), expected);
    Tolerance.assertWithin(
        "of tokens",
        1e-4,
        used(SegmentationHead.tokenOutput(model), dialect, weights, image).get("logits"),
        expected);
    float[] confidence =
        used(SegmentationHead.maskOutput(model), dialect, weights, image).get("confidence");
    for (int i = 0; i < confidence.length; i++) {
      double sum = 0;
      double largest = 0;
      for (int c = 0; c < CLASSES; c++) {
        int at = (i / (size * size) * CLASSES + c) * size * size + i % (size * size);
        sum += Math.exp(expected[at]);
        largest = Math.max(largest, Math.exp(expected[at]));
      }
      assertThat((double) confidence[i]).isCloseTo(largest / sum, within(1e-4));
    }
  }

  private static GraphRunner.Outputs used(
      InferenceModel model, Dialect dialect, ParameterSet weights, float[] image) throws Exception {
    int size = model.config().imageWidth();
    GraphBuilder g = new GraphBuilder(new Graph("use", 17, dialect));
    Value input = g.graph().input("image", DataType.FLOAT, model.config().imageShape());
    Map<String, Value> outputs = model.forward(g, input);
    OnnxModel onnx = new OnnxModel(g.graph());
    outputs.forEach(
        (name, value) -> {
          if (!name.equals("mask")) { // bytes, which the runner does not read
            onnx.output(name, value);
          }
        });
    try (GraphRunner runner = new GraphRunner(onnx)) {
      return runner.feed(weights).feed("image", image, 2, 3, size, size).run();
    }
  }

  /** Logits [B, C, S, S] less the logarithm of the sum of exponentials of their class and image. */
  private static double[] overPixels(float[] logits, int pixels) {
    double[] result = new double[logits.length];
    for (int plane = 0; plane < logits.length; plane += pixels) {
      double sum = 0;
      for (int i = plane; i < plane + pixels; i++) {
        sum += Math.exp(logits[i]);
      }
      for (int i = plane; i < plane + pixels; i++) {
        result[i] = logits[i] - Math.log(sum);
      }
    }
    return result;
  }

  private static double crossEntropy(double[] logits, long[] labels, int pixels) {
    double loss = 0;
    for (int i = 0; i < labels.length; i++) {
      int first = i / pixels * CLASSES * pixels + i % pixels;
      double sum = 0;
      for (int c = 0; c < CLASSES; c++) {
        sum += Math.exp(logits[first + c * pixels]);
      }
      loss += Math.log(sum) - logits[first + (int) labels[i] * pixels];
    }
    return loss / labels.length;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
