package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.inference.ExportSettings.Variant;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.ClassificationHead;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelMetadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every task, variant and precision against the graph that training evaluates. */
class ExportVariantsTest {
  private static final int IMAGES = 3;
  private static final String[] CLASSES = {"a", "b", "c", "d", "e"};

  @TempDir Path folder;

  @BeforeAll
  static void loadTrainingLibrary() {
    OnnxRuntimeLibrary.loadForTraining();
  }

  static Stream<Arguments> exports() {
    List<Arguments> all = new ArrayList<>();
    for (String task : List.of("segment", "mask", "classify", "reconstruct", "features")) {
      for (Variant variant : Variant.values()) {
        for (Precision precision : Precision.values()) {
          all.add(Arguments.of(task, variant, precision));
        }
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("exports")
  void microAnswersAsInTraining(String task, Variant variant, Precision precision)
      throws Exception {
    check(VitConfig.micro(), task, variant, precision);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("exports")
  void vinyAnswersAsInTraining(String task, Variant variant, Precision precision) throws Exception {
    check(VitConfig.viny(), task, variant, precision);
  }

  private void check(VitConfig config, String task, Variant variant, Precision precision)
      throws Exception {
    TrainableModel trained = trained(config, task);
    ParameterSet weights = TrainingArtifacts.initialParameters(trained, 1);
    InferenceModel model = model(trained, task);
    ExportSettings settings =
        ExportSettings.defaults().withVariant(variant).withPrecision(precision);
    Path file = folder.resolve("model.onnx");
    new ModelExporter(model, ofModel(weights, task), metadata(model))
        .settings(settings)
        .images(noise(config.imageWidth()))
        .export(file);

    float[] wanted = evaluated(trained, weights, task);
    float[] found = run(Files.readAllBytes(file), config, outputName(task));

    assertThat(relativeError(found, wanted, config, task)).isLessThan(limit(precision, task));
    if (variant == Variant.PORTABLE) {
      assertThatCode(() -> onnx.check_model(file.toString(), true, false, false))
          .doesNotThrowAnyException();
    }
  }

  private static double limit(Precision precision, String task) {
    boolean decides = task.equals("mask"); // then it is the share of pixels of another class
    return switch (precision) {
      case FP32 -> 1e-4;
      case FP16 -> decides ? 5e-3 : 2e-3;
      case INT8, INT8_STATIC -> decides ? 0.15 : 0.1;
    };
  }

  private static TrainableModel trained(VitConfig config, String task) {
    return switch (task) {
      case "classify" -> new EncoderDecoder(config, new ClassificationHead(CLASSES.length));
      case "reconstruct" -> new EncoderDecoder(config, new ReconstructionHead());
      default -> new EncoderDecoder(config, new SegmentationHead(CLASSES.length));
    };
  }

  private static InferenceModel model(TrainableModel trained, String task) {
    return switch (task) {
      case "mask" -> SegmentationHead.maskOutput((EncoderDecoder) trained);
      case "features" -> InferenceModel.features(trained.config(), true);
      default -> (InferenceModel) trained;
    };
  }

  private static ParameterSet ofModel(ParameterSet weights, String task) {
    return task.equals("features")
        ? weights.withoutPrefix("encoder.").renamed(name -> "encoder." + name)
        : weights;
  }

  private static String outputName(String task) {
    return switch (task) {
      case "mask" -> "mask";
      case "features" -> "tokens";
      case "reconstruct" -> "reconstruction";
      default -> "logits";
    };
  }

  private static ModelMetadata metadata(InferenceModel model) {
    int size = model.config().imageWidth();
    return new ModelMetadata(
        model.task(),
        PreprocessSpec.imageNet(size, Interpolation.AREA),
        List.of(CLASSES).subList(0, model.classes()),
        model.config().patchSize(),
        Map.of());
  }

  private static List<RgbImage> noise(int size) {
    return IntStream.range(0, 4)
        .mapToObj(
            n -> {
              byte[] pixels = new byte[3 * size * size];
              new Random(n).nextBytes(pixels);
              return new RgbImage(size, size, pixels);
            })
        .toList();
  }

  /** What training's own graph gives, with its loss and its inputs. */
  private static float[] evaluated(TrainableModel model, ParameterSet weights, String task)
      throws Exception {
    Graph graph = new Graph("evaluated", 17, Dialect.STANDARD);
    GraphBuilder g = new GraphBuilder(graph);
    TrainableModel.Outputs outputs = model.build(g);
    OnnxModel onnx = new OnnxModel(graph).output("loss", outputs.loss());
    outputs.predictions().forEach(onnx::output);
    if (task.equals("features")) {
      return tokensBeforeHead(weights, model.config());
    }
    for (Parameter parameter : weights) {
      onnx.initializer(parameter.name(), parameter.values());
    }
    String name = task.equals("mask") ? "logits" : outputName(task);
    return run(onnx.toBytes(), model.config(), name);
  }

  /** The encoder alone, in the other dialect and with its weights as inputs. */
  private static float[] tokensBeforeHead(ParameterSet weights, VitConfig config) throws Exception {
    Graph graph = new Graph("tokens", 17, Dialect.ONNX_RUNTIME);
    GraphBuilder g = new GraphBuilder(graph);
    InferenceModel features = InferenceModel.features(config, false);
    int size = config.imageWidth();
    Value image = graph.input("image", DataType.FLOAT, Shape.batch(3, size, size));
    OnnxModel onnx = new OnnxModel(graph);
    features.forward(g, image).forEach(onnx::output);
    try (GraphRunner runner = new GraphRunner(onnx)) {
      return runner
          .feed(weights)
          .feed("image", pixels(size), IMAGES, 3, size, size)
          .run()
          .get("tokens");
    }
  }

  private static float[] run(byte[] onnx, VitConfig config, String output) throws Exception {
    int size = config.imageWidth();
    int patches = config.patches();
    float[] masked = new float[IMAGES * patches];
    for (int i = 0; i < masked.length; i++) {
      masked[i] = i % 3 == 0 ? 1 : 0;
    }
    float[] targets = new float[IMAGES * CLASSES.length];
    try (GraphRunner runner = new GraphRunner(onnx)) {
      return runner
          .feed("image", pixels(size), IMAGES, 3, size, size)
          .feed("masked", masked, IMAGES, patches, 1)
          .feed("targets", targets, IMAGES, CLASSES.length)
          .feed("labels", new long[IMAGES * size * size], IMAGES, size, size)
          .run()
          .get(output);
    }
  }

  private static float[] pixels(int size) {
    Random random = new Random(7);
    float[] pixels = new float[IMAGES * 3 * size * size];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }

  /** Of masks, the share of pixels whose class is not that of the largest logit. */
  private static double relativeError(
      float[] found, float[] wanted, VitConfig config, String task) {
    if (task.equals("mask")) {
      int plane = config.imageWidth() * config.imageWidth();
      int wrong = 0;
      for (int i = 0; i < found.length; i++) {
        int first = i / plane * plane * CLASSES.length + i % plane;
        int best = 0;
        for (int c = 1; c < CLASSES.length; c++) {
          if (wanted[first + c * plane] > wanted[first + best * plane]) {
            best = c;
          }
        }
        wrong += found[i] == best ? 0 : 1;
      }
      return (double) wrong / found.length;
    }
    assertThat(found).hasSameSizeAs(wanted);
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < found.length; i++) {
      difference += Math.pow(found[i] - wanted[i], 2);
      norm += Math.pow(wanted[i], 2);
    }
    return Math.sqrt(difference / norm);
  }
}
