package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.pretrained.EncoderFamily;
import dev.vinyl.export.pretrained.PretrainedEncoder;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.vit.VitVariant;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.Safetensors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights out of a run, into another, and used there. */
final class WeightsCommandTest {
  @TempDir static Path folder;
  private static Workspace pets;
  private static Path whole;

  @BeforeAll
  static void trainAndExport() {
    pets = Workspace.create(folder);
    whole = folder.resolve("pets.safetensors");
    CommandLineFixture exported = export(pets.run(), whole);
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.out()).startsWith(whole + ": ").contains(" parameters in ");
  }

  @Test
  void aSegmenterComesBackAsTheRunItWas() throws IOException {
    Path run = folder.resolve("back");
    CommandLineFixture imported = importing(whole, run);

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.outLines()).hasSize(1);
    // the sizes of micro with one block
    assertThat(imported.out())
        .startsWith(run + ": a segmenter with ")
        .contains("a run of finetune, classes pet, background, border; 64 px in patches of 8")
        .endsWith("dim 48, depth 1, 3 heads of 16, MLP of 96\n");
    Path again = folder.resolve("again.safetensors");
    assertThat(export(run, again).exitCode()).isZero();
    assertThat(tensors(again)).isEqualTo(tensors(whole));
    assertThat(Files.readString(run.resolve("run.yaml")))
        .contains("imported from pets.safetensors");
    Path model = folder.resolve("back.onnx");
    assertThat(pets.export(run, model).out()).contains("pet, background, border");
  }

  @Test
  void trainingGoesOnFromAnImportedEncoder() throws IOException {
    Path encoder = folder.resolve("encoder.safetensors");
    assertThat(export(pets.run(), encoder, "--part", "encoder").exitCode()).isZero();
    Path run = folder.resolve("encoder");
    CommandLineFixture imported = importing(encoder, run);
    assertThat(imported.out())
        .startsWith(run + ": an encoder with ")
        .contains("a run of pretrain;");

    CommandLineFixture trained =
        pets.finetune(folder.resolve("from-import"), "--from", run.toString());
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    export(run, folder.resolve("x"), "--part", "all").assertFailure(1, "no head");
  }

  @Test
  void whatCannotBeImportedIsOneLine() throws IOException {
    Path out = folder.resolve("nothing");
    Path text = Files.writeString(folder.resolve("notes.pth"), "no weights");
    importing(text, out).assertFailure(1, text.toString());
    importing(folder.resolve("missing.pth"), out).assertFailure(1, "missing.pth");
    importing(whole, out, "--heads", "5").assertFailure(1, "5 heads");
    importing(whole, out, "--heads", "0").assertFailure(2, "heads must be at least 1");
    importing(whole, out, "--classes", "a,b").assertFailure(1, "2 names were given");
    importing(whole, out, "--classes", "a,a,b").assertFailure(2, "a,a,b");
    assertThat(out).doesNotExist();
    importing(whole, pets.run()).assertFailure(1, pets.run().toString());
    export(folder, folder.resolve("x")).assertFailure(1, folder.toString());
    export(pets.run(), folder.resolve("x"), "--part", "tail").assertFailure(2, "--part");
  }

  @Test
  void anImportSaysWhatItTookOffTheNames() throws IOException {
    Path wrapped = folder.resolve("wrapped.safetensors");
    Safetensors.write(
        Safetensors.read(whole).parameters().renamed(name -> "module." + name),
        Map.of("heads", "3", "classes", "pet,background,border"),
        wrapped);
    CommandLineFixture imported = importing(wrapped, folder.resolve("unwrapped"));
    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.err()).contains(wrapped + ": took module. off its names");
    importing(wrapped, folder.resolve("x"), "--key", "model").assertFailure(1, "has no keys");
  }

  @Test
  void anImportReplacesARunOnlyWhenTold() {
    Path run = folder.resolve("twice");
    assertThat(importing(whole, run).exitCode()).isZero();
    importing(whole, run).assertFailure(1, run.toString());
    CommandLineFixture again = importing(whole, run, "--overwrite", "--classes", "cat,rest,edge");
    assertThat(again.out()).contains("classes cat, rest, edge");
  }

  @Test
  void anEncoderOfAnotherFamilyIsTrainedExportedAndWrittenBack() throws IOException {
    VitConfig sizes = new VitConfig(64, 64, 16, 48, 1, 3, 16, 96, VitVariant.plain());
    ParameterSet encoder =
        TrainingArtifacts.initialParameters(new EncoderDecoder(sizes, new SegmentationHead(3)), 1)
            .withoutPrefix("encoder.");
    Path timm = folder.resolve("timm.safetensors");
    Safetensors.write(
        PretrainedEncoder.named(EncoderFamily.TIMM, sizes, encoder).renamed(n -> "module." + n),
        Map.of(),
        timm);
    Path run = folder.resolve("timm");
    importing(timm, run).assertFailure(1, "the number of heads cannot be told");
    importing(timm, run, "--as", "resnet").assertFailure(2, "expected one of timm, deit, clip");

    CommandLineFixture imported =
        importing(timm, run, "--heads", "3", "--as", "deit", "--set", "model.variant.epsilon=1e-5");

    assertThat(imported.exitCode()).as(imported.err()).isZero();
    assertThat(imported.err())
        .contains("took module. off its names")
        .contains("took it for DeiT: epsilon 1.0E-6")
        .contains("mean [0.485, 0.456, 0.406]");
    assertThat(Files.readString(run.resolve("run.yaml"))).contains("epsilon: 1.0E-5");

    // its model and its pixels come with it
    Path probe = folder.resolve("probe");
    CommandLineFixture trained =
        pets.finetune(
            probe, "--from", run.toString(), "--set", "head=linear", "--set", "freezeEncoder=true");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
    assertThat(Files.readString(probe.resolve("run.yaml")))
        .contains("patchSize: 16", "qkvBias: true", "head: \"linear\"", "interpolation: \"cubic\"");
    assertThat(tensors(probe.resolve("encoder.safetensors")))
        .isEqualTo(tensors(run.resolve("encoder.safetensors")));
    Path model = folder.resolve("probe.onnx");
    assertThat(pets.export(probe, model).out()).contains("pet, background, border");

    // to another family's names, and back
    Path hub = folder.resolve("vit.safetensors");
    CommandLineFixture written = export(probe, hub, "--as", "vit-hf");
    assertThat(written.exitCode()).as(written.err()).isZero();
    assertThat(Safetensors.read(hub).parameters().names())
        .contains("encoder.layer.0.attention.attention.query.weight");
    Path back = folder.resolve("from-vit");
    assertThat(importing(hub, back).exitCode()).isZero();
    assertThat(tensors(back.resolve("encoder.safetensors")))
        .isEqualTo(tensors(run.resolve("encoder.safetensors")));
    export(pets.run(), hub, "--as", "timm").assertFailure(2, "has no encoder like this");
    export(probe, hub, "--as", "timm", "--part", "all").assertFailure(2, "the encoder by itself");

    Path wide = folder.resolve("wide.onnx");
    String[] exporting = {
      "export", "--from", run.toString(), "--task", "features", "--out", wide.toString()
    };
    CommandLineFixture features = vinyl(with(exporting, "--image-size", "32,80"));
    assertThat(features.exitCode()).as(features.err()).isZero();
    assertThat(Files.readString(folder.resolve("wide.onnx.md")))
        .contains("[B, 10, 48]", "resampled from 4 x 4 patches to 2 x 5, bicubic, by the rule");
    vinyl(with(exporting, "--image-size", "32,81")).assertFailure(2, "multiples of patchSize 16");
    vinyl(with(exporting, "--image-size", "32")).assertFailure(2, "an image size is H,W");
    vinyl(with(exporting, "--image-size", "all")).assertFailure(2, "96,128, or any; got all");
    assertTakesAnySize(exporting, wide);
  }

  /** One file for every size, which features and geometry choose. */
  private static void assertTakesAnySize(String[] exporting, Path file) {
    vinyl(with(exporting, "--image-size", "any", "--with-preprocessing"))
        .assertFailure(2, "makes images of one size");
    CommandLineFixture any =
        vinyl(with(exporting, "--image-size", "any", "--variant", "optimized"));
    assertThat(any.exitCode()).as(any.err()).isZero();
    assertThat(any.err()).contains("tokens at 80 x 48");
    String[] images = {"--model", file.toString(), "--data", pets.data().toString()};
    String out = folder.resolve("f.arrow").toString();
    String[] features = with(with(new String[] {"features"}, images), "--out", out);
    assertThat(vinyl(features).out()).contains("of 4 x 4 patches");
    assertThat(vinyl(with(features, "--image-size", "32,80")).out()).contains("of 2 x 5 patches");
    vinyl(with(features, "--image-size", "32,81"))
        .assertFailure(1, "patch size must divide the input of 81 x 32 pixels, got 16");
    vinyl(with(features, "--image-size", "32")).assertFailure(2, "an image size is H,W");

    String[] geometry = with(new String[] {"geometry", "--maps", "0"}, images);
    CommandLineFixture measured = vinyl(with(geometry, "--image-size", "48,32"));
    assertThat(measured.exitCode()).as(measured.err()).isZero();
    vinyl("geometry", out, "--image-size", "48,32").assertFailure(2, "--image-size needs --model");
  }

  private static String[] with(String[] command, String... more) {
    return Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new);
  }

  /** Everything after the header, whose length stands in the first 8 bytes. */
  private static byte[] tensors(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int start = 8 + (int) bytes.getLong();
    return Arrays.copyOfRange(bytes.array(), start, bytes.limit());
  }

  private static CommandLineFixture export(Path from, Path out, String... more) {
    return weights("export", from, out, more);
  }

  private static CommandLineFixture importing(Path from, Path out, String... more) {
    return weights("import", from, out, more);
  }

  private static CommandLineFixture weights(String verb, Path from, Path out, String... more) {
    String[] command = {"weights", verb, "--from", from.toString(), "--out", out.toString()};
    return vinyl(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
  }
}
