package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.Segmentation;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model as TensorFlow's converters write them: NHWC, 21 classes, a resize at the end, none of our
 * metadata. Each class weighs the three channels in its own way.
 */
class ForeignModelTest {
  private static final int HEIGHT = 12;
  private static final int WIDTH = 16;
  private static final int SCALE = 2;
  private static final int CLASSES = 21;

  @TempDir Path folder;

  private final float[] weights = new float[3 * CLASSES];
  private final RgbImage image = noise();
  private Path model;

  @BeforeEach
  void writeModel() throws IOException {
    Random random = new Random(21);
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Graph graph = new Graph("foreign", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    Value pixels = graph.input("pixels", DataType.FLOAT, Shape.batch(HEIGHT, WIDTH, 3));
    Value scores = g.matMul(pixels, graph.tensor(weights, 3, CLASSES)); // [B, H, W, 21]
    Value large =
        new InferenceOperators(g)
            .resize(g.transpose(scores, 0, 3, 1, 2), "linear", SCALE * HEIGHT, SCALE * WIDTH);
    model = folder.resolve("deeplab.onnx");
    Files.write(
        model, new OnnxModel(graph).output("scores", g.transpose(large, 0, 2, 3, 1)).toBytes());
  }

  private static RgbImage noise() {
    byte[] pixels = new byte[3 * HEIGHT * WIDTH];
    new Random(4).nextBytes(pixels);
    return new RgbImage(WIDTH, HEIGHT, pixels);
  }

  private void describe(String extra) throws IOException {
    String classes =
        IntStream.range(0, CLASSES).mapToObj(k -> "class" + k).collect(Collectors.joining(", "));
    Files.writeString(
        folder.resolve("deeplab.yaml"),
        """
        input:
          layout: NHWC
          height: 12
          width: 16
          channelOrder: bgr
          scale: 0.0078431373
          mean: [1, 1, 1]
        classes: [%s]
        %s
        """
            .formatted(classes, extra));
  }

  /** What the model computes for a pixel of its input, in plain loops: channels are b, g, r. */
  private double[] scores(int x, int y) {
    double[] scores = new double[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      for (int c = 0; c < 3; c++) {
        scores[k] += (image.get(x, y, 2 - c) * 2 / 255.0 - 1) * weights[c * CLASSES + k];
      }
    }
    return scores;
  }

  /** Bilinear with pixel centres at half coordinates. */
  private double[] enlarged(int x, int y) {
    double fromX = Math.min(Math.max((x + 0.5) / SCALE - 0.5, 0), WIDTH - 1);
    double fromY = Math.min(Math.max((y + 0.5) / SCALE - 0.5, 0), HEIGHT - 1);
    int left = (int) fromX;
    int top = (int) fromY;
    int right = Math.min(left + 1, WIDTH - 1);
    int bottom = Math.min(top + 1, HEIGHT - 1);
    double[] scores = new double[CLASSES];
    for (int k = 0; k < CLASSES; k++) {
      double above =
          scores(left, top)[k] * (1 - fromX + left) + scores(right, top)[k] * (fromX - left);
      double below =
          scores(left, bottom)[k] * (1 - fromX + left) + scores(right, bottom)[k] * (fromX - left);
      scores[k] = above * (1 - fromY + top) + below * (fromY - top);
    }
    return scores;
  }

  @Test
  void runsWithADescriptionBesideIt() throws Exception {
    describe("");
    try (Segmenter segmenter = Segmenter.open(model)) {
      Segmentation answer = segmenter.segment(ImageSource.of(image));

      ClassMask mask = answer.modelMask();
      assertThat(mask.width()).isEqualTo(SCALE * WIDTH);
      assertThat(mask.height()).isEqualTo(SCALE * HEIGHT);
      for (int y = 0; y < mask.height(); y++) {
        for (int x = 0; x < mask.width(); x++) {
          double[] scores = enlarged(x, y);
          double best = IntStream.range(0, CLASSES).mapToDouble(k -> scores[k]).max().orElseThrow();
          assertThat(scores[mask.get(x, y)]).isGreaterThan(best - 1e-5);
        }
      }
      assertThat(answer.mask().width()).isEqualTo(WIDTH);
      assertThat(answer.classNames()).hasSize(CLASSES).contains("class20");
    }
  }

  @Test
  void isRefusedWithoutADescription() {
    assertThatThrownBy(() -> Segmenter.open(model))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no Vinyl model")
        .hasMessageContaining("YAML file beside it");
  }

  @Test
  void descriptionsThatDoNotFitAreRefusedInALine() throws IOException {
    describe("output: {layout: NCHW}");
    refused("output 'scores' must be scores [C, H, W] for its 21 classes", "[24, 32, 21]");
    describe("output: {name: logits}");
    refused("the model has no output 'logits'");
    describe("outputs: {name: scores}");
    refused("unknown key outputs; known are classes, input, output, task");
    describe("classes: 3");
    refused("deeplab.yaml", "is no YAML");
    Files.writeString(folder.resolve("deeplab.yaml"), "input: {layout: NHWC, height: 12}\n");
    refused("key input.width is missing");
    Files.writeString(
        folder.resolve("deeplab.yaml"),
        "input: {height: 12, width: 16, scale: 1}\nclasses: [a, b]\n");
    refused("input 'pixels' must be FLOAT [-1, 3, 12, 16]", "it is FLOAT [-1, 12, 16, 3]");
    Files.writeString(
        folder.resolve("deeplab.yaml"),
        "input: {layout: NHWC, height: 12, width: 16, scale: fast}\nclasses: [a, b]\n");
    refused("input.scale must be a number, got fast");
  }

  private void refused(String... parts) {
    assertThatThrownBy(() -> Segmenter.open(model))
        .isInstanceOf(ModelException.class)
        .hasMessageNotContaining("\n")
        .satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }
}
