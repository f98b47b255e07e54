package dev.vinyl.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.vit.VitVariant.Mlp;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.weights.WeightImport.ImportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Encoders of other families, from a file or a folder to a run, and back to a file. */
final class OtherFamiliesImportTest {
  /** 4 x 4 patches of 8 pixels. */
  private static final VitConfig SIZES =
      new VitConfig(32, 32, 8, 24, 2, 3, 8, 48, VitVariant.plain());

  @TempDir private Path folder;
  private Path run;

  /** Exports are checked by running them; what was loaded for that could not train afterwards. */
  @BeforeAll
  static void loadWhatTrainsToo() {
    OnnxRuntimeLibrary.loadForTraining();
  }

  @BeforeEach
  void nameRun() {
    run = folder.resolve("run");
  }

  @Test
  void anEncoderBecomesARunWithItsFamilysSettings() throws IOException {
    Path file = write("timm.safetensors", EncoderFamily.TIMM, SIZES);

    ImportedModel model = new WeightImport(file).heads(3).run(run);

    assertThat(model.kind()).isEqualTo(ModelKind.ENCODER);
    assertThat(model.sizes()).isEqualTo(SIZES);
    assertThat(model.remarks())
        .anySatisfy(line -> assertThat(line).contains("took it for timm's VisionTransformer"))
        .anySatisfy(line -> assertThat(line).contains("mean [0.5, 0.5, 0.5]"));
    RunDirectory left = RunDirectory.open(run);
    assertThat(left.manifest().from().sha256()).isEqualTo(Sha256.hex(file));
    StageConfig config = StageConfig.of(left);
    assertThat(config.model()).isEqualTo(SIZES);
    PreprocessSpec spec = config.preprocess();
    assertThat(spec.mean()).containsExactly(0.5f, 0.5f, 0.5f);
    assertThat(spec.interpolation()).isEqualTo(Interpolation.CUBIC);
    // 248 to 224 at the 32 pixels of this one, and at the 64 that it is exported for
    assertThat(spec.fit()).isEqualTo(Fit.CENTER_CROP);
    assertThat(spec.resize()).isEqualTo(35);
    PreprocessSpec doubled = TrainedRun.open(run).features(false, 64, 64).metadata().preprocess();
    assertThat(doubled.resize()).isEqualTo(70);
    for (Parameter parameter : encoder(SIZES)) {
      assertThat(left.encoder().get(parameter.name()).values()).isEqualTo(parameter.values());
    }
    Path onnx = folder.resolve("tokens.onnx");
    TrainedRun.open(run).features(false).export(onnx);
    assertThat(onnx).exists();
  }

  @Test
  void whatIsSetIsKnownBetter() throws IOException {
    Path file = write("timm.safetensors", EncoderFamily.TIMM, SIZES);
    new WeightImport(file)
        .heads(3)
        .settings(
            List.of(
                "input.normalization=imagenet",
                "model.variant.epsilon=1e-5",
                "model.variant.resampling=size",
                "model.variant.mlp=quick_gelu"))
        .run(run);

    StageConfig config = StageConfig.of(RunDirectory.open(run));
    assertThat(config.preprocess().mean()).isEqualTo(PreprocessSpec.IMAGENET_MEAN);
    assertThat(config.model().variant())
        .isEqualTo(
            VitVariant.plain()
                .withEpsilon(1e-5f)
                .withResampling(PositionResampling.SIZE)
                .withMlp(Mlp.QUICK_GELU));
    refused(
        new WeightImport(file).heads(3).settings(List.of("model.variant.registers=2")),
        "does not fit what was set: the weights do not fit the model: encoder.register_tokens");
  }

  @Test
  void aFolderOfHuggingFacesHubSaysTheRest() throws IOException {
    Path hub = Files.createDirectory(folder.resolve("hub"));
    write("hub/model.safetensors", EncoderFamily.VIT_HF, SIZES);
    Files.writeString(
        hub.resolve("config.json"),
        """
        {"model_type": "vit", "num_attention_heads": 6, "layer_norm_eps": 1e-6,
         "hidden_act": "quick_gelu", "image_size": 32, "patch_size": 8}""");
    Files.writeString(
        hub.resolve("preprocessor_config.json"),
        """
        {"do_resize": true, "size": {"height": 32, "width": 32}, "resample": 3,
         "image_mean": [0.1, 0.2, 0.3], "image_std": [0.4, 0.5, 0.6]}""");

    ImportedModel model = new WeightImport(hub).run(run);

    assertThat(model.sizes().heads()).isEqualTo(6);
    assertThat(model.sizes().headDim()).isEqualTo(4);
    assertThat(model.sizes().variant().epsilon()).isEqualTo(1e-6f);
    assertThat(model.sizes().variant().mlp()).isEqualTo(Mlp.QUICK_GELU);
    PreprocessSpec spec = StageConfig.of(RunDirectory.open(run)).preprocess();
    assertThat(spec.mean()).containsExactly(0.1f, 0.2f, 0.3f);
    assertThat(spec.std()).containsExactly(0.4f, 0.5f, 0.6f);
    assertThat(spec.interpolation()).isEqualTo(Interpolation.CUBIC);
    assertThat(spec.fit()).isEqualTo(Fit.STRETCH);

    Files.writeString(
        hub.resolve("preprocessor_config.json"),
        """
        {"size": {"shortest_edge": 256}, "do_center_crop": true,
         "crop_size": {"height": 224, "width": 224}}""");
    new WeightImport(hub).existing(RunDirectory.Existing.OVERWRITE).run(run);
    spec = StageConfig.of(RunDirectory.open(run)).preprocess();
    assertThat(spec.fit()).isEqualTo(Fit.CENTER_CROP);
    assertThat(spec.resize()).isEqualTo(37); // 256 / 224 of 32

    Files.writeString(hub.resolve("config.json"), "{\"model_type\": \"bert\"}");
    refused(new WeightImport(hub), "config.json: describes a model of type bert; known are vit");
    Files.writeString(hub.resolve("config.json"), "{\"hidden_act\": \"relu\"}");
    refused(new WeightImport(hub), "asks for the activation relu; known are gelu and quick_gelu");
    Files.writeString(hub.resolve("config.json"), "{\"architecture\": \"resnet50\"}");
    refused(new WeightImport(hub), "resnet50 of timm, which is no plain vision transformer");
    Files.writeString(hub.resolve("config.json"), "{\"model_type\"");
    refused(new WeightImport(hub), "config.json: is no sound JSON");
    Files.delete(hub.resolve("model.safetensors"));
    refused(new WeightImport(hub), "is a folder without weights, such as model.safetensors");
  }

  @Test
  void timmsConfigNamesItsPixels() throws IOException {
    Path hub = Files.createDirectory(folder.resolve("hub"));
    write("hub/model.safetensors", EncoderFamily.TIMM, SIZES);
    Files.writeString(
        hub.resolve("config.json"),
        """
        {"architecture": "vit_tiny_patch8_clip_quickgelu_32", "pretrained_cfg":
         {"mean": [0.1, 0.2, 0.3], "std": [0.4, 0.5, 0.6], "interpolation": "bilinear"}}""");

    ImportedModel model = new WeightImport(hub).heads(3).run(run);

    assertThat(model.sizes().variant().mlp()).isEqualTo(Mlp.QUICK_GELU);
    assertThat(model.sizes().variant().epsilon()).isEqualTo(1e-5f);
    PreprocessSpec spec = StageConfig.of(RunDirectory.open(run)).preprocess();
    assertThat(spec.mean()).containsExactly(0.1f, 0.2f, 0.3f);
    assertThat(spec.interpolation()).isEqualTo(Interpolation.LINEAR);
  }

  @ParameterizedTest
  @EnumSource(
      value = EncoderFamily.class,
      names = {"TIMM", "DINOV2", "DINOV2_HF", "MAE"})
  void whatVinylWritesComesBackWithItsHeadsEpsilonAndPixels(EncoderFamily family)
      throws IOException {
    VitConfig sizes = SIZES.withVariant(VitVariant.plain().withEpsilon(1e-4f)).withHeads(4);
    Path first = write("first.safetensors", EncoderFamily.TIMM, sizes);
    new WeightImport(first)
        .heads(4)
        .settings(List.of("model.variant.epsilon=1e-4", "input.normalization=none"))
        .run(folder.resolve("first"));
    Path file = folder.resolve("again.safetensors");
    WeightExport.write(RunDirectory.open(folder.resolve("first")), family, file);

    ImportedModel again = new WeightImport(file).run(run);

    assertThat(again.sizes().heads()).isEqualTo(4);
    assertThat(again.sizes().variant().epsilon()).isEqualTo(1e-4f);
    PreprocessSpec pixels = StageConfig.of(RunDirectory.open(run)).preprocess();
    assertThat(pixels)
        .isEqualTo(StageConfig.of(RunDirectory.open(folder.resolve("first"))).preprocess());
    assertThat(pixels.mean()).containsExactly(0f, 0f, 0f);
    assertThat(Sha256.hex(tensors(run))).isEqualTo(Sha256.hex(tensors(folder.resolve("first"))));
  }

  private Path tensors(Path of) throws IOException {
    Path file = folder.resolve(of.getFileName() + ".values");
    Safetensors.write(RunDirectory.open(of).encoder(), Map.of(), file);
    return file;
  }

  @Test
  void underVinylsOwnNamesTheVariantComesBackToo() throws IOException {
    VitConfig sizes = SIZES.withVariant(VitVariant.plain().withRegisters(2).withMlp(Mlp.SWIGLU));
    new WeightImport(write("meta.safetensors", EncoderFamily.DINOV2, sizes))
        .heads(3)
        .run(folder.resolve("first"));
    VitConfig first = StageConfig.of(RunDirectory.open(folder.resolve("first"))).model();
    Path own = folder.resolve("own.safetensors");
    WeightExport.write(RunDirectory.open(folder.resolve("first")), WeightExport.Part.ENCODER, own);

    assertThat(new WeightImport(own).run(run).sizes()).isEqualTo(first);
    assertThat(StageConfig.of(RunDirectory.open(run)).preprocess())
        .isEqualTo(StageConfig.of(RunDirectory.open(folder.resolve("first"))).preprocess());
  }

  @Test
  void anotherSizeOfImageIsExportedWithResampledPositions() throws IOException {
    new WeightImport(write("timm.safetensors", EncoderFamily.TIMM, SIZES)).heads(3).run(run);
    Path onnx = folder.resolve("wide.onnx");

    TrainedRun.open(run).features(false, 24, 48).export(onnx);

    assertThat(TrainedRun.open(run).features(false, 24, 48).metadata().provenance())
        .containsEntry(
            "positions", "resampled from 4 x 4 patches to 3 x 6, bicubic, by the rule antialias");
    assertThat(TrainedRun.open(run).features(false).metadata().provenance())
        .doesNotContainKey("positions");
  }

  @Test
  void weightsOfOtherNetworksAreCalledWhatTheyAre() throws IOException {
    Parameter kernel =
        new Parameter("layer1.0.conv1.weight", new long[] {1, 1, 3, 3}, new float[9]);
    Path file = folder.resolve("other.safetensors");
    Safetensors.write(
        ParameterSet.of(List.of(kernel, kernel.renamed("layer1.0.conv2.weight"))), Map.of(), file);
    refused(new WeightImport(file), "as a convolutional network has");
    Parameter words =
        new Parameter("embeddings.word_embeddings.weight", new long[] {2, 2}, new float[4]);
    Safetensors.write(ParameterSet.of(List.of(words)), Map.of(), file);
    refused(new WeightImport(file), "as a text encoder has");
    refused(
        new WeightImport(file).family(EncoderFamily.TIMM),
        "has not the names of timm's VisionTransformer");
  }

  @Test
  void anotherSizeThanThePositionsAreForIsRefused() throws IOException {
    Path file = write("timm.safetensors", EncoderFamily.TIMM, SIZES);
    refused(
        new WeightImport(file).heads(3).imageSize(new ImageSize(40, 40)),
        "has positions for 16 patches of 8 pixels");
  }

  private void refused(WeightImport weights, String message) {
    assertThatExceptionOfType(WeightFileException.class)
        .isThrownBy(() -> weights.run(folder.resolve("refused")))
        .withMessageContaining(message)
        .withMessageNotContaining("\n");
    assertThat(folder.resolve("refused")).doesNotExist();
  }

  private Path write(String name, EncoderFamily family, VitConfig sizes) throws IOException {
    Path file = folder.resolve(name);
    Safetensors.write(PretrainedEncoder.named(family, sizes, encoder(sizes)), Map.of(), file);
    return file;
  }

  private static ParameterSet encoder(VitConfig sizes) {
    return TrainingArtifacts.initialParameters(
            new EncoderDecoder(sizes, new SegmentationHead(3)), 1)
        .withoutPrefix("encoder.");
  }
}
