package dev.vinyl.training.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.weights.WeightImport.ImportedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WeightImportTest {
  /** Twice as wide inside as outside, so that no two sizes are the same by chance. */
  private static final VitConfig SIZES = new VitConfig(24, 4, 32, 2, 1, 64, 80);

  @TempDir private Path folder;
  private Path file;
  private Path run;

  @BeforeEach
  void nameFiles() {
    file = folder.resolve("weights.bin");
    run = folder.resolve("run");
  }

  @Test
  void anEncoderBecomesARunOfPretrainingWithoutAHead() throws IOException {
    ParameterSet encoder = segmenter(3).withoutPrefix("encoder.");
    write(encoder, Map.of());

    ImportedModel model = new WeightImport(file).run(run);

    assertThat(model.kind()).isEqualTo(ModelKind.ENCODER);
    assertThat(model.sizes()).isEqualTo(SIZES);
    assertThat(model.parameters()).isEqualTo(encoder.valueCount());
    assertThat(model.classNames()).isEmpty();
    RunDirectory left = RunDirectory.open(run);
    assertSame(left.encoder(), encoder);
    assertThat(left.hasHead()).isFalse();
    RunManifest manifest = left.manifest();
    assertThat(manifest.stage()).isEqualTo("pretrain");
    assertThat(manifest.wasImported()).isTrue();
    assertThat(manifest.data().name()).isEqualTo("imported from weights.bin");
    assertThat(manifest.from())
        .isEqualTo(new RunManifest.Origin(file.toString(), Sha256.hex(file)));
    StageConfig config = StageConfig.of(left);
    assertThat(config.model()).isEqualTo(SIZES);
    // ImageNet's mean of red, as pre-training uses it
    assertThat(config.preprocess().mean()).first().isEqualTo(0.485f);
  }

  @Test
  void prefixedNamesOfAnEncoderAloneAreTheSame() throws IOException {
    ParameterSet encoder = segmenter(3).withoutPrefix("encoder.");
    write(encoder.renamed(name -> "encoder." + name), Map.of());

    assertThat(new WeightImport(file).run(run).kind()).isEqualTo(ModelKind.ENCODER);
    assertSame(RunDirectory.open(run).encoder(), encoder);
  }

  @Test
  void maskTokenAndDecoderMakeARunOfPretraining() throws IOException {
    ParameterSet all =
        TrainingArtifacts.initialParameters(new EncoderDecoder(SIZES, new ReconstructionHead()), 3);
    write(all, Map.of());

    ImportedModel model = new WeightImport(file).run(run);

    assertThat(model.kind()).isEqualTo(ModelKind.RECONSTRUCTION);
    assertThat(model.parameters()).isEqualTo(all.valueCount());
    RunDirectory left = RunDirectory.open(run);
    assertThat(left.manifest().stage()).isEqualTo("pretrain");
    assertThat(left.head().names()).containsExactly("mask_token", "decoder.weight", "decoder.bias");
    assertSame(left.encoder().renamed(name -> "encoder." + name).and(left.head()), all);
  }

  @Test
  void aSegmenterBecomesARunOfFineTuning() throws IOException {
    ParameterSet all = segmenter(3);
    write(all, Map.of());

    ImportedModel model = new WeightImport(file).run(run);

    assertThat(model.kind()).isEqualTo(ModelKind.SEGMENTATION);
    assertThat(model.classNames()).containsExactly("pet", "background", "border");
    ModelMetadata segmenter = TrainedRun.open(run).segmenter().metadata();
    assertThat(model.sizes()).isEqualTo(SIZES);
    assertThat(segmenter.classNames()).containsExactly("pet", "background", "border");
    assertThat(segmenter.preprocess().interpolation()).isEqualTo(Interpolation.NEAREST);
    assertThat(segmenter.preprocess().mean()).containsOnly(0f);
    assertThat(segmenter.provenance())
        .containsEntry("data", "imported from weights.bin")
        .containsEntry("data_fingerprint", Sha256.hex(file))
        .doesNotContainKeys("epochs", "seed");
    RunDirectory left = RunDirectory.open(run);
    assertSame(left.encoder().renamed(name -> "encoder." + name).and(left.head()), all);
  }

  @Test
  void headsAndClassesAreTakenFromTheCallerThenFromTheFile() throws IOException {
    write(segmenter(2), Map.of("heads", "4", "classes", "cat,dog"));

    ImportedModel fromFile = new WeightImport(file).run(run);
    assertThat(fromFile.sizes()).isEqualTo(new VitConfig(24, 4, 32, 2, 4, 16, 80));
    assertThat(fromFile.classNames()).containsExactly("cat", "dog");

    ImportedModel given =
        new WeightImport(file)
            .heads(8)
            .classNames(List.of("a", "b"))
            .existing(RunDirectory.Existing.OVERWRITE)
            .run(run);
    assertThat(given.sizes().heads()).isEqualTo(8);
    assertThat(given.classNames()).containsExactly("a", "b");
    assertThat(StageConfig.of(RunDirectory.open(run)).model().headDim()).isEqualTo(8);
  }

  @Test
  void whatTheShapesDoNotSayMustBeGiven() throws IOException {
    write(segmenter(2), Map.of("heads", "7", "classes", "one"));
    assertRefused(new WeightImport(file), "has 2 classes and does not name them; give their names");
    assertRefused(
        new WeightImport(file).classNames(List.of("a")), "has 2 classes, and 1 names were given");
    assertRefused(
        new WeightImport(file).heads(3), "3 heads cannot share queries of 64 values evenly");

    VitConfig narrow = new VitConfig(8, 4, 6, 1, 3, 8, 10);
    write(
        TrainingArtifacts.initialParameters(
            new EncoderDecoder(narrow, new ReconstructionHead()), 1),
        Map.of());
    assertRefused(
        new WeightImport(file),
        "the number of heads cannot be told from queries of 24 values, which are no heads of 64;"
            + " give it");
    assertRefused(
        new WeightImport(file).heads(3).classNames(List.of("a")),
        "has 0 classes, and 1 names were given");
    assertThat(new WeightImport(file).heads(3).run(run).sizes()).isEqualTo(narrow);
  }

  @Test
  void optionsThatCannotBeAreRefusedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightImport(file).heads(0))
        .withMessage("heads must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightImport(file).classNames(List.of("a", "a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WeightImport(file).classNames(List.of("a", "")));
  }

  @Test
  void allThatDoesNotFitStandsInOneLine() throws IOException {
    List<Parameter> changed = new ArrayList<>();
    for (Parameter parameter : segmenter(3)) {
      switch (parameter.name()) {
        case "encoder.cls_token", "mlp.weight" -> {}
        case "encoder.transformer.norm.weight" ->
            changed.add(new Parameter(parameter.name(), new long[] {31}, new float[31]));
        default -> changed.add(parameter);
      }
    }
    changed.add(new Parameter("optimizer.step", new long[0], new float[1]));
    write(ParameterSet.of(changed), Map.of());

    assertRefused(
        new WeightImport(file),
        "has names of a segmenter, and does not fit:"
            + " encoder.cls_token is missing; mlp.weight is missing;"
            + " encoder.transformer.norm.weight [31] instead of [32];"
            + " optimizer.step has no place in it");
  }

  @Test
  void shapesThatDecideAreNamedWhereTheyCannotBe() throws IOException {
    write(changed("encoder.pos_embedding", 1, 36, 32), Map.of()); // 35 patches make no square
    assertRefused(
        new WeightImport(file),
        "has names of a segmenter, and does not fit:"
            + " pos_embedding [1, 36, 32]: its 35 patches are no square; give the size of the input");
    write(changed("encoder.to_patch_embedding.2.weight", 32, 50), Map.of());
    assertRefusedWith("to_patch_embedding.2.weight [32, 50]: its 50 columns are not 3 x P x P");
    write(changed("encoder.transformer.layers.0.0.to_qkv.weight", 100, 32), Map.of());
    assertRefusedWith("its 100 rows are not queries, keys and values");
    write(changed("encoder.transformer.layers.0.0.to_qkv.weight", 192, 4, 8), Map.of());
    assertRefusedWith("to_qkv.weight [192, 4, 8]: it should have 2 sizes");
    write(changed("encoder.pos_embedding", 1, 37, 0), Map.of());
    assertRefusedWith("pos_embedding [1, 37, 0] instead of [1, 37, 32]");
    write(changed("mlp.bias", 47), Map.of());
    assertRefusedWith("mlp.bias [47]: should be 2 to 255 classes x 16 pixels of a patch");
  }

  @Test
  void aFileOfSomethingElseIsOneShortLine() throws IOException {
    List<Parameter> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(new Parameter("layer" + i + ".conv.weight", new long[] {1}, new float[1]));
    }
    for (int i = 0; i < 20_000; i++) {
      many.add(new Parameter("transformer.layers." + i + ".x", new long[] {1}, new float[1]));
    }
    many.add(new Parameter("transformer.layers.2000000000.x", new long[] {1}, new float[1]));
    write(ParameterSet.of(many), Map.of());
    assertThatIOException()
        .isThrownBy(() -> new WeightImport(file).run(run))
        .withMessageStartingWith(
            file
                + ": has names of an encoder, and does not fit: encoder.pos_embedding is missing; ")
        .satisfies(e -> assertThat(e).message().hasSizeLessThan(1500).hasLineCount(1))
        .withMessageContaining("; and ")
        .withMessageEndingWith(" more");
  }

  @Test
  void missingNamesAreSummarised() throws IOException {
    write(
        ParameterSet.of(List.of(new Parameter("encoder.cls_token", new long[] {1}, new float[1]))),
        Map.of());
    assertRefusedWith("encoder.transformer.layers.0.1.network.{0,1,4}.{weight,bias} is missing");
  }

  @Test
  void namesOfSomethingElseAreNotCalledAnEncoders() throws IOException {
    write(
        ParameterSet.of(
            List.of(
                new Parameter("best_acc1", new long[0], new float[1]),
                new Parameter("layer.0.conv.weight", new long[] {1}, new float[1]),
                new Parameter("layer.1.conv.weight", new long[] {1}, new float[1]))),
        Map.of());
    assertRefused(
        new WeightImport(file),
        "has none of an encoder's names, such as pos_embedding, or in other families"
            + " patch_embed.proj.weight and embeddings.patch_embeddings.projection.weight; it has"
            + " best_acc1; layer.{0,1}.conv.weight");
  }

  @ParameterizedTest
  @CsvSource({
    "module., module.",
    "_orig_mod., _orig_mod.",
    "module._orig_mod., module. and _orig_mod.",
    "_orig_mod.module., _orig_mod. and module.",
    "model., model.",
    "model._orig_mod., _orig_mod. and model.",
    "_orig_mod.model.module., _orig_mod. and module. and model.",
    "net.student., net. and student.",
  })
  void whatWrappersPutBeforeAllNamesIsTakenOff(String prefix, String said) throws IOException {
    ParameterSet all = segmenter(3);
    for (ParameterSet inner : List.of(all, all.withoutPrefix("encoder."))) {
      write(inner.renamed(name -> prefix + name), Map.of());
      ImportedModel model =
          new WeightImport(file).existing(RunDirectory.Existing.OVERWRITE).run(run);
      assertThat(model.remarks()).containsExactly("took " + said + " off its names");
      assertSame(RunDirectory.open(run).encoder(), all.withoutPrefix("encoder."));
    }
  }

  @Test
  void wrappersInsideAreTakenOffUnlessNamesBecomeTheSame() throws IOException {
    ParameterSet all = segmenter(3);
    write(all.renamed(name -> name.replaceFirst("^encoder\\.", "encoder._orig_mod.")), Map.of());
    assertThat(new WeightImport(file).run(run).remarks())
        .containsExactly("took _orig_mod. off its names");
    assertSame(RunDirectory.open(run).encoder(), all.withoutPrefix("encoder."));

    Path other = folder.resolve("other");
    write(all.and(all.renamed(name -> "module." + name)), Map.of());
    assertThatIOException()
        .isThrownBy(() -> new WeightImport(file).run(other))
        .withMessageContaining("module.mlp.{weight,bias} has no place in it");
    assertThat(other).doesNotExist();
  }

  @Test
  void weightsInSeveralFilesAreARunWhoseChecksumIsOfAll() throws IOException {
    ParameterSet all = segmenter(3);
    Path rest = folder.resolve("rest.safetensors");
    List<Parameter> head = new ArrayList<>();
    StringBuilder map = new StringBuilder();
    for (Parameter parameter : all) {
      boolean isHead = parameter.name().startsWith("mlp.");
      if (isHead) {
        head.add(parameter);
      }
      map.append(map.length() == 0 ? "" : ",")
          .append('"' + parameter.name() + "\":\"")
          .append(isHead ? "head.safetensors" : "rest.safetensors")
          .append('"');
    }
    Safetensors.write(
        all.withoutPrefix("encoder.").renamed(name -> "encoder." + name), Map.of(), rest);
    Path heads = folder.resolve("head.safetensors");
    Safetensors.write(ParameterSet.of(head), Map.of(), heads);
    Files.writeString(file, "{\"weight_map\":{" + map + "}}");

    ImportedModel model = new WeightImport(file).run(run);

    assertThat(model.remarks()).containsExactly("joined the 2 files that it lists");
    RunDirectory left = RunDirectory.open(run);
    assertSame(left.encoder().renamed(name -> "encoder." + name).and(left.head()), all);
    String checksum = left.manifest().data().fingerprint();
    Safetensors.write(ParameterSet.of(head), Map.of("changed", "yes"), heads);
    new WeightImport(file).existing(RunDirectory.Existing.OVERWRITE).run(run);
    assertThat(RunDirectory.open(run).manifest().data().fingerprint()).isNotEqualTo(checksum);
  }

  @Test
  void aRunThatIsThereStaysUnlessToldOtherwise() throws IOException {
    write(segmenter(3), Map.of());
    new WeightImport(file).run(run);
    byte[] before = Files.readAllBytes(run.resolve("run.yaml"));

    assertThatIOException()
        .isThrownBy(() -> new WeightImport(file).run(run))
        .withMessageContaining("it already holds one");
    assertThat(run.resolve("run.yaml")).hasBinaryContent(before);

    write(segmenter(3).withoutPrefix("encoder."), Map.of());
    new WeightImport(file).existing(RunDirectory.Existing.OVERWRITE).run(run);
    assertThat(RunDirectory.open(run).hasHead()).isFalse();
  }

  @Test
  void whatWasImportedIsExportedWithTheSameNamesBitsAndSizes() throws IOException {
    ParameterSet all = segmenter(3);
    write(all, Map.of("heads", "2"));
    new WeightImport(file).run(run);
    RunDirectory left = RunDirectory.open(run);
    Path out = folder.resolve("out.safetensors");

    WeightExport.write(left, WeightExport.whole(left), out);

    Safetensors written = Safetensors.read(out);
    assertSame(written.parameters(), all);
    assertThat(written.metadata())
        .containsEntry("stage", "finetune")
        .containsEntry("recipe", "imported")
        .containsEntry("data", "imported from weights.bin")
        .containsEntry("image_size", "24")
        .containsEntry("patch_size", "4")
        .containsEntry("dim", "32")
        .containsEntry("depth", "2")
        .containsEntry("heads", "2")
        .containsEntry("head_dim", "32")
        .containsEntry("mlp_dim", "80")
        .containsEntry("classes", "pet,background,border")
        .doesNotContainKey("seed");

    WeightExport.write(left, WeightExport.Part.ENCODER, out);
    assertSame(Safetensors.read(out).parameters(), all.withoutPrefix("encoder."));
  }

  @Test
  void theSizeOfAnInputThatIsNoSquareIsThatOfTheFileOrGiven() throws IOException {
    VitConfig sizes = new VitConfig(16, 40, 4, 32, 2, 1, 64, 80); // 4 x 10 patches
    ParameterSet all =
        TrainingArtifacts.initialParameters(new EncoderDecoder(sizes, new SegmentationHead(3)), 7);
    write(all, Map.of());
    assertRefusedWith("its 40 patches are no square; give the size of the input");
    assertThatIOException()
        .isThrownBy(() -> new WeightImport(file).imageSize(new ImageSize(32, 16)).run(run))
        .withMessageContaining("its 40 patches are no square");

    assertThat(new WeightImport(file).imageSize(new ImageSize(40, 16)).run(run).sizes())
        .isEqualTo(sizes);
    RunDirectory left = RunDirectory.open(run);
    assertThat(StageConfig.of(left).model()).isEqualTo(sizes);
    assertThat(left.manifest().config().leaves()).containsEntry("model.imageSize", "[16,40]");
    WeightExport.write(left, WeightExport.whole(left), file);
    assertThat(Safetensors.read(file).metadata()).containsEntry("image_size", "16,40");
    assertThat(new WeightImport(file).existing(RunDirectory.Existing.OVERWRITE).run(run).sizes())
        .isEqualTo(sizes);
  }

  @Test
  void aSizeThatTheWeightsAreNotOfIsRefused() throws IOException {
    write(segmenter(3), Map.of("image_size", "8,100"));
    assertThat(new WeightImport(file).run(run).sizes().imageHeight()).isEqualTo(24);
    assertThatIOException()
        .isThrownBy(
            () ->
                new WeightImport(file)
                    .imageSize(new ImageSize(40, 16))
                    .existing(RunDirectory.Existing.OVERWRITE)
                    .run(run))
        .withMessage(
            file
                + ": has positions for 36 patches of 4 pixels, which an image of height 16 and"
                + " width 40 has not");
  }

  @Test
  void anEncoderByItselfHasNoHeadToExport() throws IOException {
    write(segmenter(3).withoutPrefix("encoder."), Map.of());
    new WeightImport(file).run(run);
    RunDirectory left = RunDirectory.open(run);

    assertThat(WeightExport.whole(left)).isEqualTo(WeightExport.Part.ENCODER);
    assertThatIOException()
        .isThrownBy(() -> WeightExport.write(left, WeightExport.Part.ALL, folder.resolve("out")))
        .withMessage(run + ": has an encoder and no head; export the encoder");
  }

  private static ParameterSet segmenter(int classes) {
    return TrainingArtifacts.initialParameters(
        new EncoderDecoder(SIZES, new SegmentationHead(classes)), 7);
  }

  /** A segmenter of which one parameter has another shape. */
  private static ParameterSet changed(String name, long... shape) {
    long count = 1;
    for (long size : shape) {
      count *= size;
    }
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : segmenter(3)) {
      all.add(
          parameter.name().equals(name)
              ? new Parameter(name, shape, new float[(int) count])
              : parameter);
    }
    return ParameterSet.of(all);
  }

  private void write(ParameterSet parameters, Map<String, String> metadata) throws IOException {
    Safetensors.write(parameters, metadata, file);
  }

  private void assertRefused(WeightImport weights, String problem) {
    assertThatIOException().isThrownBy(() -> weights.run(run)).withMessage(file + ": " + problem);
    assertThat(run).doesNotExist();
  }

  private void assertRefusedWith(String problem) {
    assertThatIOException()
        .isThrownBy(() -> new WeightImport(file).run(run))
        .withMessageStartingWith(file + ": has names of ")
        .withMessageContaining(problem);
    assertThat(run).doesNotExist();
  }

  private static void assertSame(ParameterSet actual, ParameterSet expected) {
    assertThat(actual.names()).containsExactlyInAnyOrderElementsOf(expected.names());
    for (Parameter parameter : expected) {
      assertThat(actual.get(parameter.name()).shape()).isEqualTo(parameter.shape());
      assertThat(actual.get(parameter.name()).values()).isEqualTo(parameter.values());
    }
  }
}
