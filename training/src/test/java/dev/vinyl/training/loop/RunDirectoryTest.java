package dev.vinyl.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunDirectoryTest {
  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void nameAFolder() {
    folder = parent.resolve("runs/one");
  }

  @Test
  void manifestComesBackEqual() throws IOException {
    RunManifest manifest = manifest();
    RunDirectory.create(folder, false, manifest);

    assertThat(RunDirectory.open(folder).manifest()).isEqualTo(manifest);
    assertThat(folder.resolve("run.yaml"))
        .content()
        .contains("stage: \"finetune\"")
        .contains("seed: 5")
        .contains("fingerprint: \"0123\"")
        .contains("epochs: 3");
  }

  @Test
  void weightsComeBackByFile() throws IOException {
    RunDirectory run = RunDirectory.create(folder, false, manifest());
    run.writeWeights(one("norm.weight", 1.5f), one("mlp.bias", -2), Map.of("seed", "5"));

    assertThat(run.encoder().get("norm.weight").values()).containsExactly(1.5f);
    assertThat(run.head().get("mlp.bias").values()).containsExactly(-2);
    assertThat(run.encoder().names()).containsExactly("norm.weight");
  }

  @Test
  void unfinishedRunSaysSo() throws IOException {
    RunDirectory run = RunDirectory.create(folder, false, manifest());

    assertThatIOException()
        .isThrownBy(run::encoder)
        .withMessage(
            folder
                + ": has no encoder.safetensors, so its training has not ended;"
                + " train it to the end first");
  }

  @Test
  void anExistingRunIsNotOverwrittenUnlessAsked() throws IOException {
    RunDirectory first = RunDirectory.create(folder, false, manifest());
    first.writeWeights(one("a", 1), one("b", 2), Map.of());
    first.checkpoints(1).save(1, 1, file -> Files.writeString(file, "state"));

    assertThatIOException()
        .isThrownBy(() -> RunDirectory.create(folder, false, manifest()))
        .withMessageContaining(folder.toString())
        .withMessageContaining("it already holds one");
    assertThat(first.encoderFile()).exists();

    RunDirectory second = RunDirectory.create(folder, true, manifest());
    assertThat(second.encoderFile()).doesNotExist();
    assertThat(second.checkpoints(1).list()).isEmpty();
    assertThat(folder.resolve("run.yaml")).exists();
  }

  @Test
  void overwritingDeletesOnlyWhatBelongsToTheRun() throws IOException {
    RunDirectory.create(folder, false, manifest());
    Files.writeString(folder.resolve("notes.txt"), "mine");

    RunDirectory.create(folder, true, manifest());
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void somethingElseIsNeverOverwritten() throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("metrics.jsonl"), "mine");

    assertThatIOException()
        .isThrownBy(() -> RunDirectory.create(folder, true, manifest()))
        .withMessageContaining("something that is not a run");
    assertThat(folder.resolve("metrics.jsonl")).hasContent("mine");

    Path file = Files.writeString(parent.resolve("file"), "mine");
    assertThatIOException()
        .isThrownBy(() -> RunDirectory.create(file, true, manifest()))
        .withMessageContaining("it is a file; name a folder");
  }

  @Test
  void openingNamesWhatIsNoRun() throws IOException {
    assertThatIOException()
        .isThrownBy(() -> RunDirectory.open(folder))
        .withMessage(folder + ": there is no such run; check the path");
    Files.createDirectories(folder);
    assertThatIOException()
        .isThrownBy(() -> RunDirectory.open(folder))
        .withMessage(folder + ": is not a run, it has no run.yaml");
  }

  @Test
  void damagedManifestIsNamed() throws IOException {
    RunDirectory run = RunDirectory.create(folder, false, manifest());
    Files.writeString(folder.resolve("run.yaml"), "stage: finetune\nseeds: 5\n");

    assertThatIOException()
        .isThrownBy(run::manifest)
        .withMessage(folder.resolve("run.yaml") + ": the key seed is missing");
  }

  @Test
  void engineFolderIsEmptyAndGoesAway() throws IOException {
    RunDirectory run = RunDirectory.create(folder, false, manifest());
    Files.writeString(run.createEngineFolder().path().resolve("model.onnx"), "x");

    RunDirectory.EngineFolder second = run.createEngineFolder();
    assertThat(second.path()).isEmptyDirectory();
    second.close();
    second.close();
    assertThat(folder.resolve("engine")).doesNotExist();
  }

  private static ParameterSet one(String name, float value) {
    return ParameterSet.of(List.of(new Parameter(name, new long[] {1}, new float[] {value})));
  }

  static RunManifest manifest() throws ConfigException {
    return new RunManifest(
        "finetune",
        5,
        "2026-01-02T03:04:05Z",
        RunManifest.Versions.current("a test"),
        new DataDescription("pets", "trainval", 8, "0123", List.of("pet", "background", "border")),
        ConfigTree.parse("epochs: 3\nschedule: {milestones: [2]}", "test"));
  }
}
