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
import dev.vinyl.export.weights.Parameter;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The models of all stages against PyTorch's outputs, losses and gradients. */
class StagesGoldenTest {
  private static final int IMAGES = 4;

  @Retention(RetentionPolicy.RUNTIME)
  @ParameterizedTest
  @CsvSource({"small, STANDARD", "small, ONNX_RUNTIME", "viny, ONNX_RUNTIME"})
  private @interface ModelsOfPyTorch {}

  @ModelsOfPyTorch
  void patchTokensEqualPyTorchs(String model, Dialect dialect) throws Exception {
    Golden golden = Golden.of(model);
    GraphBuilder g = new GraphBuilder(new Graph("tokens", 17, dialect));
    VisionTransformer encoder = encoder(g, golden);
    Value tokens = encoder.encode(encoder.embedPatches(image(g, golden)));

    assertEncoderGives("tokens", tokens, g, golden);
  }

  @ModelsOfPyTorch
  void classTokenEqualsPyTorchs(String model, Dialect dialect) throws Exception {
    Golden golden = Golden.of(model);
    GraphBuilder g = new GraphBuilder(new Graph("cls", 17, dialect));
    VisionTransformer encoder = encoder(g, golden);
    Value summary = encoder.summarize(encoder.embedPatches(image(g, golden)));

    assertEncoderGives("cls", summary, g, golden);
  }

  @ModelsOfPyTorch
  void segmentationEqualsPyTorchs(String model, Dialect dialect) throws Exception {
    Golden golden = Golden.of(model);
    int size = golden.config().imageWidth();
    try (GraphRunner runner =
        ModelRunner.of(new EncoderDecoder(golden.config(), new SegmentationHead(3)), dialect)) {
      runner.feed(golden.segmentationWeights());
      runner.feed("labels", golden.values().longs("label"), IMAGES, size, size);
      GraphRunner.Outputs outputs = feedImage(runner, golden).run();

      assertOutput("logits", outputs.get("logits"), golden);
      // what the fit of ViNy's head leaves open matters to nothing before the last norm
      Set<String> open =
          golden.hasSegmentationHead()
              ? Set.of()
              : Set.of("encoder.transformer.norm.weight", "encoder.transformer.norm.bias");
      assertLossAndGradients("segmentation", golden, outputs, open);
    }
  }

  @ModelsOfPyTorch
  void maskedReconstructionEqualsPyTorchs(String model, Dialect dialect) throws Exception {
    Golden golden = Golden.of(model);
    VitConfig config = golden.config();
    long[] hidden = golden.values().longs("mask_index"); // as many of each image
    try (GraphRunner runner =
        ModelRunner.of(new EncoderDecoder(config, new ReconstructionHead()), dialect)) {
      GraphRunner.Outputs outputs = reconstruct(runner, hidden, golden);

      assertOutput(
          "simmim_prediction", patches(outputs.get("reconstruction"), hidden, config), golden);
      assertLossAndGradients("simmim", golden, outputs, Set.of());
    }
  }

  @ModelsOfPyTorch
  void lossOfReconstructionCanBeDividedByTheMaskedPatches(String model, Dialect dialect)
      throws Exception {
    Golden golden = Golden.of(model);
    long[] hidden = golden.values().longs("mask_index");
    int masked = hidden.length / IMAGES;
    try (GraphRunner runner =
        ModelRunner.of(
            new EncoderDecoder(golden.config(), new ReconstructionHead(false, masked)), dialect)) {
      GraphRunner.Outputs outputs = reconstruct(runner, hidden, golden);

      double loss = golden.json().at("/simmim/loss").asDouble();
      assertThat((double) outputs.get("loss")[0]).isCloseTo(loss / masked, within(1e-6));
      double gradient =
          golden.json().at("/simmim/gradientNorm").path("decoder.weight").asDouble() / masked;
      assertThat(gradient).isPositive();
      assertThat(norm(outputs.get(ModelRunner.GRADIENT + "decoder.weight")))
          .isCloseTo(gradient, within(1e-3 * gradient));
    }
  }

  /** By plain loops over PyTorch's prediction and the image, as MAE normalizes its targets. */
  @ModelsOfPyTorch
  void targetsOfReconstructionCanBeNormalizedByPatch(String model, Dialect dialect)
      throws Exception {
    Golden golden = Golden.of(model);
    VitConfig config = golden.config();
    long[] hidden = golden.values().longs("mask_index");
    float[] image = patches(golden.value("image").values(), hidden, config);
    float[] predicted = golden.value("simmim_prediction").values();
    int length = config.patchDim();
    float[] restored = new float[predicted.length];
    double error = 0;
    for (int first = 0; first < image.length; first += length) {
      double sum = 0;
      double squares = 0;
      for (int i = first; i < first + length; i++) {
        sum += image[i];
        squares += (double) image[i] * image[i];
      }
      double mean = sum / length;
      double deviation = Math.sqrt(squares / length - mean * mean + 1e-6);
      for (int i = first; i < first + length; i++) {
        error += Math.abs(predicted[i] - (image[i] - mean) / deviation);
        restored[i] = (float) (predicted[i] * deviation + mean);
      }
    }
    try (GraphRunner runner =
        ModelRunner.of(new EncoderDecoder(config, new ReconstructionHead(true, 1)), dialect)) {
      GraphRunner.Outputs outputs = reconstruct(runner, hidden, golden);

      assertThat((double) outputs.get("loss")[0]).isCloseTo(error / predicted.length, within(1e-5));
      Tolerance.assertWithin(
          "restored", 1e-4, patches(outputs.get("reconstruction"), hidden, config), restored);
      assertThat(norm(outputs.get(ModelRunner.GRADIENT + "decoder.weight"))).isPositive();
    }
  }

  private static GraphRunner.Outputs reconstruct(GraphRunner runner, long[] hidden, Golden golden)
      throws Exception {
    int patches = golden.config().patches();
    float[] masked = new float[IMAGES * patches];
    for (int i = 0; i < hidden.length; i++) {
      masked[imageOf(i, hidden) * patches + (int) hidden[i]] = 1;
    }
    runner.feed(golden.maskedImageWeights());
    return feedImage(runner.feed("masked", masked, IMAGES, patches, 1), golden).run();
  }

  @ModelsOfPyTorch
  void classificationBySoftTargetsEqualsPyTorchs(String model, Dialect dialect) throws Exception {
    Golden golden = Golden.of(model);
    Parameter targets = golden.value("soft_target");
    int classes = (int) targets.shape()[1];
    try (GraphRunner runner =
        ModelRunner.of(
            new EncoderDecoder(golden.config(), new ClassificationHead(classes)), dialect)) {
      runner.feed(golden.classificationWeights());
      runner.feed("targets", targets.values(), targets.shape());
      GraphRunner.Outputs outputs = feedImage(runner, golden).run();

      float[] logits =
          productOfRows(golden.value("cls"), golden.value("class_weight"), IMAGES * classes);
      Tolerance.assertWithin("logits", 1e-4, outputs.get("logits"), logits);
      // PyTorch's classifier is no layer of its own, so that its gradient is not there
      assertLossAndGradients(
          "classification", golden, outputs, Set.of("classifier.weight", "classifier.bias"));
    }
  }

  private static VisionTransformer encoder(GraphBuilder g, Golden golden) throws IOException {
    return new VisionTransformer(g, golden.config(), TrainableModel.ENCODER_PREFIX);
  }

  private static Value image(GraphBuilder g, Golden golden) throws IOException {
    return g.graph().input("image", DataType.FLOAT, golden.config().imageShape());
  }

  private static void assertEncoderGives(String name, Value value, GraphBuilder g, Golden golden)
      throws Exception {
    try (GraphRunner runner = new GraphRunner(new OnnxModel(g.graph()).output(name, value))) {
      runner.feed(golden.maskedImageWeights());
      assertOutput(name, feedImage(runner, golden).run().get(name), golden);
    }
  }

  private static GraphRunner feedImage(GraphRunner runner, Golden golden) throws Exception {
    Parameter image = golden.value("image");
    return runner.feed("image", image.values(), image.shape());
  }

  private static void assertOutput(String name, float[] actual, Golden golden) throws IOException {
    double tolerance = golden.config().equals(VitConfig.viny()) ? 1e-4 : 1e-5;
    Tolerance.assertWithin(name, tolerance, actual, golden.value(name).values());
  }

  /** Gradients in full where PyTorch's are there, and their norms. */
  private static void assertLossAndGradients(
      String stage, Golden golden, GraphRunner.Outputs outputs, Set<String> unknown)
      throws IOException {
    assertThat((double) outputs.get("loss")[0])
        .isCloseTo(golden.json().at("/" + stage + "/loss").asDouble(), within(1e-5));

    Set<String> checked = new TreeSet<>(unknown);
    for (var norm : golden.json().at("/" + stage + "/gradientNorm").properties()) {
      String name = norm.getKey();
      double expected = norm.getValue().asDouble();
      if (expected == 0 || !checked.add(name)) {
        continue; // the class token where it takes no part, and what PyTorch does not say
      }
      float[] gradient = outputs.get(ModelRunner.GRADIENT + name);
      assertThat(norm(gradient)).as(name).isCloseTo(expected, within(1e-3 * expected));
      String inFull = stage + ".grad." + name;
      if (golden.values().contains(inFull)) {
        Tolerance.assertRelative(inFull, 1e-4, gradient, golden.value(inFull).values());
      }
    }
    assertThat(gradientNames(outputs)).isEqualTo(checked);
  }

  private static Set<String> gradientNames(GraphRunner.Outputs outputs) {
    return outputs.values().keySet().stream()
        .filter(name -> name.startsWith(ModelRunner.GRADIENT))
        .map(name -> name.substring(ModelRunner.GRADIENT.length()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static double norm(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }

  private static int imageOf(int i, long[] hidden) {
    return i / (hidden.length / IMAGES);
  }

  /** Cuts patches out of images [B, 3, S, S]: values in the order row, column, channel. */
  private static float[] patches(float[] images, long[] indices, VitConfig config) {
    int size = config.patchSize();
    int side = config.imageWidth();
    float[] cut = new float[indices.length * config.patchDim()];
    int next = 0;
    for (int i = 0; i < indices.length; i++) {
      int top = (int) indices[i] / config.gridWidth() * size;
      int left = (int) indices[i] % config.gridWidth() * size;
      for (int y = top; y < top + size; y++) {
        for (int x = left; x < left + size; x++) {
          for (int c = 0; c < 3; c++) {
            cut[next++] = images[((imageOf(i, indices) * 3 + c) * side + y) * side + x];
          }
        }
      }
    }
    return cut;
  }

  /** Every row of a times every row of b. */
  private static float[] productOfRows(Parameter a, Parameter b, int products) {
    int length = (int) a.shape()[1];
    int columns = (int) b.shape()[0];
    float[] result = new float[products];
    for (int i = 0; i < products; i++) {
      double sum = 0;
      for (int k = 0; k < length; k++) {
        sum += (double) a.values()[i / columns * length + k] * b.values()[i % columns * length + k];
      }
      result[i] = (float) sum;
    }
    return result;
  }
}
