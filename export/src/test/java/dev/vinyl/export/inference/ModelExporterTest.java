package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ModelExporterTest {
  private static final EncoderDecoder MICRO =
      new EncoderDecoder(VitConfig.micro(), new SegmentationHead(3));

  @TempDir Path folder;

  /** The segmenter would load the stock library, and a process has but one. */
  @BeforeAll
  static void loadTrainingLibrary() {
    OnnxRuntimeLibrary.loadForTraining();
  }

  private static Stream<Arguments> models() {
    return Stream.of(
        Arguments.of("micro", VitConfig.micro()), Arguments.of("viny", VitConfig.viny()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("models")
  void exportedLogitsEqualTheEvalGraphs(String name, VitConfig config) throws Exception {
    EncoderDecoder model = new EncoderDecoder(config, new SegmentationHead(3));
    ParameterSet weights = TrainingArtifacts.initialParameters(model, 1);
    Path file = folder.resolve("model.onnx");
    new ModelExporter(model, weights, metadata(config)).export(file);
    TrainingArtifacts artifacts =
        TrainingArtifacts.write(folder, model, AdamW.withWeightDecay(0), weights);

    float[] exported = logits(file, weights, config.imageWidth());
    float[] evaluated = logits(artifacts.evalModel(), weights, config.imageWidth());

    Tolerance.assertWithin("logits", 1e-4, exported, evaluated);
    assertThat(equalClasses(exported, evaluated, config.imageWidth())).isGreaterThan(0.9999);
  }

  @Test
  void fileHoldsStandardOperatorsOfOpset17AndItsMetadata() throws Exception {
    Path file = exportMicro();

    ModelProto proto = ModelProto.parseFrom(Files.readAllBytes(file));

    assertThat(proto.getOpsetImportList()).singleElement().matches(o -> o.getVersion() == 17);
    assertThat(proto.getGraph().getNodeList()).extracting(NodeProto::getDomain).containsOnly("");
    assertThat(proto.getGraph().getInputList())
        .extracting(i -> i.getName())
        .containsExactly("image");
    assertThat(proto.getMetadataPropsList()).extracting(p -> p.getKey()).contains("vinyl.task");
    try (Segmenter segmenter = Segmenter.open(file)) {
      assertThat(segmenter.metadata().preprocess())
          .isEqualTo(metadata(VitConfig.micro()).preprocess());
      assertThat(segmenter.metadata().provenance())
          .isEqualTo(Map.of("seed", "1", "variant", "portable", "precision", "fp32"));
    }
  }

  @Test
  void sameWeightsGiveTheSameBytes() throws Exception {
    byte[] first = Files.readAllBytes(exportMicro());

    assertThat(exportMicro()).hasBinaryContent(first);
  }

  @Test
  void weightsOfAnotherModelAreRefusedWithAllDifferences() {
    ParameterSet other =
        TrainingArtifacts.initialParameters(
            new EncoderDecoder(VitConfig.micro(), new SegmentationHead(4)), 1);

    assertThatThrownBy(
            () ->
                new ModelExporter(
                    MICRO, other.withoutPrefix("encoder."), metadata(VitConfig.micro())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("encoder.pos_embedding is missing")
        .hasMessageContaining("pos_embedding is not part of the model");
    assertThatThrownBy(() -> new ModelExporter(MICRO, other, metadata(VitConfig.micro())))
        .hasMessageContaining("mlp.weight [256, 48] should have shape [192, 48]");
  }

  @Test
  void metadataOfAnotherSizeIsRefused() {
    ParameterSet weights = TrainingArtifacts.initialParameters(MICRO, 1);

    assertThatThrownBy(() -> new ModelExporter(MICRO, weights, metadata(VitConfig.viny())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the metadata does not describe");
  }

  @Test
  void weightsThatGiveNoNumbersAreNotExported() {
    Path file = folder.resolve("nan.onnx");
    ParameterSet weights = TrainingArtifacts.initialParameters(MICRO, 1);
    weights.get("mlp.bias").values()[0] = Float.NaN;

    for (InferenceModel model : List.of(MICRO, SegmentationHead.maskOutput(MICRO))) {
      assertThatThrownBy(
              () -> new ModelExporter(model, weights, metadata(VitConfig.micro())).export(file))
          .isInstanceOf(ModelExporter.MismatchException.class)
          .hasMessageStartingWith(
              file
                  + ": not written, its output '%s' holds NaN, which is no score; so do the trained"
                      .formatted(model == MICRO ? "logits" : "confidence"));
      assertThat(file).doesNotExist();
    }
  }

  /** Tokens have no class, and three images of them end elsewhere than logits would. */
  @Test
  void tokensAreComparedAsNumbersAlone() throws Exception {
    ParameterSet weights = TrainingArtifacts.initialParameters(MICRO, 1);
    RgbImage grey = new RgbImage(64, 64, new byte[3 * 64 * 64]);

    ExportReport report =
        new ModelExporter(SegmentationHead.tokenOutput(MICRO), weights, metadata(VitConfig.micro()))
            .images(List.of(grey, grey, grey))
            .export(folder.resolve("tokens.onnx"));

    assertThat(report.comparisons())
        .extracting(c -> c.output() + " " + c.agreement().isPresent())
        .containsExactly("logits true", "tokens false");
  }

  @Test
  void valuesBeyondSixteenBitsAreNotExported() {
    Path file = folder.resolve("half.onnx");
    ParameterSet weights = TrainingArtifacts.initialParameters(MICRO, 1);
    float[] norm = weights.get("mlp.weight").values();
    for (int i = 0; i < norm.length; i++) {
      norm[i] *= 1e7f;
    }

    assertThatThrownBy(
            () ->
                new ModelExporter(MICRO, weights, metadata(VitConfig.micro()))
                    .settings(ExportSettings.defaults().withPrecision(Precision.FP16))
                    .export(file))
        .isInstanceOf(ModelExporter.MismatchException.class)
        .hasMessageContaining("which is no score; the trained weights give numbers");
    assertThat(file).doesNotExist();
  }

  private Path exportMicro() throws IOException {
    Path file = folder.resolve("micro.onnx");
    ParameterSet weights = TrainingArtifacts.initialParameters(MICRO, 1);
    new ModelExporter(MICRO, weights, metadata(VitConfig.micro())).export(file);
    return file;
  }

  private static ModelMetadata metadata(VitConfig config) {
    return new ModelMetadata(
        ModelTask.SEGMENT,
        PreprocessSpec.unitRange(config.imageWidth(), Interpolation.NEAREST),
        List.of("pet", "background", "border"),
        config.patchSize(),
        Map.of("seed", "1"));
  }

  /** Of three images of noise: a batch size that the graph does not know. */
  private static float[] logits(Path file, ParameterSet weights, int size)
      throws OrtException, IOException {
    float[] pixels = new float[3 * 3 * size * size];
    Random random = new Random(9);
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    try (GraphRunner runner = new GraphRunner(Files.readAllBytes(file))) {
      return runner
          .feed("image", pixels, 3, 3, size, size)
          .feed("labels", new long[3 * size * size], 3, size, size)
          .feed(weights)
          .run()
          .get("logits");
    }
  }

  /** The share of pixels with the same largest logit. */
  private static double equalClasses(float[] a, float[] b, int size) {
    int plane = size * size;
    int equal = 0;
    int pixels = 3 * plane;
    for (int i = 0; i < pixels; i++) {
      int first = i / plane * 3 * plane + i % plane;
      equal += argmax(a, first, plane) == argmax(b, first, plane) ? 1 : 0;
    }
    return (double) equal / pixels;
  }

  private static int argmax(float[] logits, int first, int plane) {
    int best = 0;
    for (int c = 1; c < 3; c++) {
      if (logits[first + c * plane] > logits[first + best * plane]) {
        best = c;
      }
    }
    return best;
  }
}
