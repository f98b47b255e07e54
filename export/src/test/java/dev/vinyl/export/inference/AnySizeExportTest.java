package dev.vinyl.export.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.Golden;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.inference.ExportReport.Comparison;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.inference.ExportSettings.Variant;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.pretrained.PretrainedEncoder.Choices;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.vit.VitVariant.Positions;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.export.weights.WeightFiles;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.onnx.global.onnx;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoders in one file for images of every height and width. */
class AnySizeExportTest {
  private static final float CLOSE = 5e-5f;
  private static final VitConfig SMALL =
      new VitConfig(
          40, 48, 8, 32, 2, 2, 16, 64, VitVariant.plain().withRegisters(2).withLayerScale(true));

  /** What the golden values call the outputs. */
  private static final Map<String, String> OUTPUTS =
      Map.of("patches", "tokens", "cls", "class_token", "registers", "register_tokens");

  @TempDir Path folder;

  @BeforeAll
  static void loadTrainingLibrary() {
    OnnxRuntimeLibrary.loadForTraining();
  }

  /** Weights, golden values, heads, rule, and at how many sizes there are values by it. */
  @ParameterizedTest
  @CsvSource({
    "vit_timm.safetensors, vit_timm, 3, ANTIALIAS, 3",
    "vit_hf.safetensors, vit_hf, 3, OFFSET, 3",
    "vit_hf.safetensors, vit_hf, 3, SIZE, 3",
    "vit_gap.safetensors, vit_gap, 2, ANTIALIAS, 2",
    "vit_fcnorm.safetensors, vit_fcnorm, 2, ANTIALIAS, 1",
    "dinov2.safetensors, dinov2, 2, OFFSET, 3",
    "dinov2.safetensors, dinov2, 2, SIZE, 3",
    "dinov2.safetensors, dinov2, 2, ANTIALIAS, 3",
    "dinov2_reg.safetensors, dinov2_reg, 2, ANTIALIAS, 3",
    "mae.pth, mae, 2, SIZE, 2"
  })
  void oneFileEqualsTheAuthorsAtEverySizeByARule(
      String weights, String golden, int heads, PositionResampling rule, int count)
      throws Exception {
    Path source = Golden.of("encoders").file(weights);
    PretrainedEncoder encoder =
        PretrainedEncoder.of(
                source,
                WeightFiles.read(source).parameters(),
                new Choices(null, heads, null, null, null))
            .orElseThrow();
    VitConfig config =
        encoder.config().withVariant(encoder.config().variant().withResampling(rule));
    byte[] file =
        exported(
            config,
            encoder.parameters().renamed(name -> "encoder." + name),
            ExportSettings.defaults());

    ParameterSet expected = golden(golden + ".golden");
    Set<String> sizes = new LinkedHashSet<>();
    try (GraphRunner runner = new GraphRunner(file)) {
      for (Parameter tensor : expected) {
        String[] name = tensor.name().split("/", -1);
        boolean byThisRule = name[1].equals("native") || name[1].equalsIgnoreCase(rule.name());
        if (!byThisRule || !OUTPUTS.containsKey(name[2])) {
          continue;
        }
        Parameter images = golden("images").get(name[0]);
        float[] found =
            runner.feed("image", images.values(), images.shape()).run().get(OUTPUTS.get(name[2]));
        assertThat(found).as(tensor.name()).hasSameSizeAs(tensor.values());
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i]).as(tensor.name()).isCloseTo(tensor.values()[i], within(CLOSE));
        }
        sizes.add(name[0]);
      }
    }
    assertThat(sizes).hasSize(count);
  }

  private static ParameterSet golden(String name) throws IOException {
    return Safetensors.read(Golden.of("encoders").file(name + ".safetensors")).parameters();
  }

  static Stream<Arguments> exports() {
    return Stream.of(Variant.values())
        .flatMap(v -> Stream.of(Precision.values()).map(p -> Arguments.of(v, p)));
  }

  @ParameterizedTest
  @MethodSource("exports")
  void aRectangleIsAnsweredAsByAnExportForIt(Variant variant, Precision precision)
      throws Exception {
    ExportSettings settings =
        ExportSettings.defaults().withVariant(variant).withPrecision(precision);
    // scales of activations are of the calibration's images, which are of other sizes
    double limit =
        switch (precision) {
          case FP32 -> 1e-5;
          case FP16 -> 3e-3;
          case INT8 -> 1e-2;
          case INT8_STATIC -> 0.1;
        };
    assertAnswersAsStaticExports(SMALL, settings, limit);
  }

  @ParameterizedTest
  @EnumSource(Positions.class)
  void everyKindOfPositionsIsResampled(Positions positions) throws Exception {
    for (PositionResampling rule : PositionResampling.values()) {
      VitVariant variant = SMALL.variant().withPositions(positions).withResampling(rule);
      assertAnswersAsStaticExports(SMALL.withVariant(variant), ExportSettings.defaults(), 1e-5);
    }
  }

  @Test
  void vinyTakesAnySizeToo() throws Exception {
    assertAnswersAsStaticExports(VitConfig.micro(), ExportSettings.defaults(), 1e-5);
  }

  @Test
  void olderOpsetsTakeAnySizeToo() throws Exception {
    assertAnswersAsStaticExports(SMALL, ExportSettings.defaults().withOpset(13), 1e-5);
  }

  @Test
  void theFileSaysThatItTakesAnySize() throws Exception {
    Path file = folder.resolve("any.onnx");
    ExportReport report =
        exporter(SMALL, weights(SMALL))
            .settings(ExportSettings.defaults().withAnySize(true))
            .export(file);

    assertThat(report.comparisons())
        .extracting(Comparison::output)
        .contains("tokens", "tokens at 48 x 40", "register_tokens at 48 x 40");
    assertThat(Files.readString(ModelExporter.card(file)))
        .contains(
            "`image` float [B, 3, ?, ?]",
            "`tokens` float [B, ?, 32]",
            "Height and width may also be any other multiples of 8.",
            "resampled in the model from 5 x 6 patches, bicubic, by the rule antialias");
    assertThatCode(() -> onnx.check_model(file.toString(), true, false, false))
        .doesNotThrowAnyException();
  }

  @Test
  void whatIsOfOneSizeIsRefused() {
    EncoderDecoder segmenter = new EncoderDecoder(SMALL, new SegmentationHead(3));
    ModelExporter exporter =
        new ModelExporter(
            segmenter,
            TrainingArtifacts.initialParameters(segmenter, 1),
            metadata(SMALL, ModelTask.SEGMENT, List.of("a", "b", "c")));
    ExportSettings any = ExportSettings.defaults().withAnySize(true);
    assertThatThrownBy(() -> exporter.settings(any))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a model for images of any size is for features, this one is to segment");
    assertThatThrownBy(() -> any.withPreprocessing(true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("makes images of one size");
  }

  /** At its own size, at larger and smaller ones, and at the smallest. */
  private void assertAnswersAsStaticExports(VitConfig config, ExportSettings settings, double limit)
      throws Exception {
    ParameterSet weights = weights(config);
    int patch = config.patchSize();
    int[][] sizes = {
      {config.imageHeight(), config.imageWidth()}, {9 * patch, 2 * patch}, {patch, 11 * patch}
    };
    try (GraphRunner any = new GraphRunner(exported(config, weights, settings))) {
      for (int[] size : sizes) {
        VitConfig fixed = config.withImageSize(size[0], size[1]);
        ParameterSet resized = PositionResampling.resize(weights, "encoder.", config, fixed);
        float[] pixels = pixels(2 * 3 * size[0] * size[1]);
        try (GraphRunner one = new GraphRunner(exportedFor(fixed, resized, settings))) {
          GraphRunner.Outputs wanted = one.feed("image", pixels, 2, 3, size[0], size[1]).run();
          GraphRunner.Outputs found = any.feed("image", pixels, 2, 3, size[0], size[1]).run();
          assertThat(found.values().keySet()).isEqualTo(wanted.values().keySet());
          for (String output : wanted.values().keySet()) {
            assertThat(relativeError(found.get(output), wanted.get(output)))
                .as("%s at %d x %d", output, size[0], size[1])
                .isLessThan(limit);
          }
        }
      }
    }
  }

  private static double relativeError(float[] found, float[] wanted) {
    assertThat(found).hasSameSizeAs(wanted);
    double error = 0;
    double norm = 0;
    for (int i = 0; i < wanted.length; i++) {
      error += Math.pow(found[i] - wanted[i], 2);
      norm += Math.pow(wanted[i], 2);
    }
    return Math.sqrt(error / norm);
  }

  private byte[] exported(VitConfig config, ParameterSet weights, ExportSettings settings)
      throws IOException {
    return exportedFor(config, weights, settings.withAnySize(true));
  }

  private byte[] exportedFor(VitConfig config, ParameterSet weights, ExportSettings settings)
      throws IOException {
    Path file = folder.resolve("model.onnx");
    exporter(config, weights).settings(settings).images(noise()).export(file);
    return Files.readAllBytes(file);
  }

  private static ModelExporter exporter(VitConfig config, ParameterSet weights) {
    return new ModelExporter(
        InferenceModel.features(config, true),
        weights,
        metadata(config, ModelTask.FEATURES, List.of()));
  }

  private static ModelMetadata metadata(VitConfig config, String task, List<String> classes) {
    PreprocessSpec spec =
        PreprocessSpec.imageNet(config.imageHeight(), config.imageWidth(), Interpolation.AREA);
    return new ModelMetadata(task, spec, classes, config.patchSize(), Map.of());
  }

  /** Drawn ones, of the encoder alone. */
  private static ParameterSet weights(VitConfig config) {
    List<Parameter> all = new ArrayList<>();
    EncoderDecoder model = new EncoderDecoder(config, new SegmentationHead(3));
    TrainingArtifacts.initialParameters(model, 1).forEach(all::add);
    return ParameterSet.of(all.stream().filter(p -> p.name().startsWith("encoder.")).toList());
  }

  private static List<RgbImage> noise() {
    return IntStream.range(0, 4)
        .mapToObj(
            n -> {
              byte[] pixels = new byte[3 * 64 * 64];
              new Random(n).nextBytes(pixels);
              return new RgbImage(64, 64, pixels);
            })
        .toList();
  }

  private static float[] pixels(int count) {
    Random random = new Random(7);
    float[] pixels = new float[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    return pixels;
  }
}
