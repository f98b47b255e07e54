package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

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
