package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.loop.RunManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RunDirectoryTest {
  @TempDir private Path parent;
  private Path folder;

  @BeforeEach
  void nameAFolder() {
    folder = parent.resolve("runs/one");
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void manifestComesBackEqual(Existing existing) throws IOException {
    RunManifest manifest = manifest();
    RunWriter.begin(folder, existing, manifest).close();

    assertThat(RunDirectory.open(folder).manifest()).isEqualTo(manifest);
    assertThat(folder.resolve("run.yaml"))
        .content()
        .contains("stage: \"finetune\"")
        .contains("seed: 5")
        .contains("fingerprint: \"0123\"")
        .contains("run: \"scratch\"")
        .contains("epochs: 3");
  }

  @Test
  void weightsComeBackByFile() throws IOException {
    RunWriter run = begun();
    run.writeWeights(one("norm.weight", 1.5f), one("mlp.bias", -2), Map.of("seed", "5"));

    assertThat(run.directory().encoder().get("norm.weight").values()).containsExactly(1.5f);
    assertThat(run.directory().head().get("mlp.bias").values()).containsExactly(-2);
    assertThat(run.directory().encoder().names()).containsExactly("norm.weight");
  }

  @Test
  void unfinishedRunSaysSo() throws IOException {
    RunWriter run = begun();

    assertThatIOException()
        .isThrownBy(run.directory()::encoder)
        .withMessage(
            folder
                + ": has no encoder.safetensors, so its training has not ended;"
                + " train it to the end first");
  }

  @Test
  void aRunWithACheckpointIsRefusedUnlessAsked() throws IOException {
    RunWriter first = begun();
    Path checkpoint = saveACheckpoint(first);

    assertThatIOException()
        .isThrownBy(() -> RunWriter.begin(folder, Existing.REFUSE, manifest()))
        .withMessage(
            "cannot start a run in %s: it already holds one; choose another folder, resume it or"
                + " overwrite it",
            folder);
    assertThat(checkpoint.resolve("state.ckpt")).hasContent("state");
  }

  @Test
  void aRunWithWeightsIsRefusedUnlessAsked() throws IOException {
    begun().writeWeights(one("a", 1), one("b", 2), Map.of());

    assertThatIOException()
        .isThrownBy(() -> RunWriter.begin(folder, Existing.REFUSE, manifest()))
        .withMessageContaining("it already holds one");
    assertThat(folder.resolve("encoder.safetensors")).exists();
  }

  @Test
  void aRunThatDiedBeforeItsFirstCheckpointIsStartedOverWithoutAsking() throws IOException {
    RunWriter first = begun();
    Files.writeString(first.directory().metricsFile(), "{}\n");
    Files.createDirectories(folder.resolve("engine"));
    Files.createDirectories(folder.resolve("checkpoints/.epoch-0001.1b2c.tmp"));

    RunManifest other = manifest(9, "epochs: 4");
    RunWriter.begin(folder, Existing.REFUSE, other).close();

    assertThat(RunDirectory.open(folder).manifest()).isEqualTo(other);
    assertThat(folder.resolve("metrics.jsonl")).doesNotExist();
    assertThat(folder.resolve("engine")).doesNotExist();
    assertThat(folder.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void overwritingDeletesTheRunAndNothingElse() throws IOException {
    RunWriter first = begun();
    saveACheckpoint(first);
    first.writeWeights(one("a", 1), one("b", 2), Map.of());
    Files.createDirectories(first.directory().tensorBoard());
    Files.createDirectories(first.directory().images());
    Files.writeString(folder.resolve("notes.txt"), "mine");

    RunWriter second = RunWriter.begin(folder, Existing.OVERWRITE, manifest());
    second.close();

    assertThat(second.directory().encoderFile()).doesNotExist();
    assertThat(second.directory().headFile()).doesNotExist();
    assertThat(second.directory().tensorBoard()).doesNotExist();
    assertThat(second.directory().images()).doesNotExist();
    assertThat(second.checkpoints().list()).isEmpty();
    assertThat(folder.resolve("run.yaml")).exists();
    assertThat(folder.resolve("notes.txt")).hasContent("mine");
  }

  @Test
  void resumingKeepsEverything() throws IOException {
    RunWriter first = begun();
    Path checkpoint = saveACheckpoint(first);
    String yaml = Files.readString(folder.resolve("run.yaml"));

    RunWriter.begin(folder, Existing.RESUME, manifest(5, "epochs: 3")).close();

    assertThat(checkpoint.resolve("state.ckpt")).hasContent("state");
    assertThat(folder.resolve("run.yaml")).hasContent(yaml);
  }

  @Test
  void weightsWithoutCheckpointsAreNotTrainedOver() throws IOException {
    RunWriter first = begun();
    Files.writeString(first.directory().encoderFile(), "trained");
    first.close();

    assertThatIOException()
        .isThrownBy(() -> RunWriter.begin(folder, Existing.RESUME, manifest(5, "epochs: 3")))
        .withMessageStartingWith(
            "cannot resume %s: it has weights, and its checkpoints are gone", folder);
    assertThat(first.directory().encoderFile()).hasContent("trained");
  }

  @Test
  void resumingWithOtherSettingsNamesTheDifference() throws IOException {
    RunWriter.begin(folder, Existing.REFUSE, manifest(5, "epochs: 3\nmodel: {dim: 8}")).close();

    assertThatIOException()
        .isThrownBy(
            () ->
                RunWriter.begin(
                    folder, Existing.RESUME, manifest(5, "epochs: 3\nmodel: {dim: 16}")))
        .withMessage(
            "cannot resume %s: model.dim was 8, now it is 16; repeat the command that began it, or"
                + " choose another folder",
            folder);
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void somethingElseIsNeverTouched(Existing existing) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve("metrics.jsonl"), "mine");

    assertThatIOException()
        .isThrownBy(() -> RunWriter.begin(folder, existing, manifest()))
        .withMessage(
            "cannot start a run in %s: it holds something that is not a run; choose another folder",
            folder);
    assertThat(folder.resolve("metrics.jsonl")).hasContent("mine");
    assertThat(folder.toFile().list()).containsExactly("metrics.jsonl");

    Path file = Files.writeString(parent.resolve("file"), "mine");
    assertThatIOException()
        .isThrownBy(() -> RunWriter.begin(file, existing, manifest()))
        .withMessageContaining("it is a file; name a folder");
    assertThat(file).hasContent("mine");
  }

  /** What a process leaves that is killed while it writes {@code run.yaml}. */
  @ParameterizedTest
  @EnumSource(Existing.class)
  void aRunKilledWhileItBeganIsBegunAgain(Existing existing) throws IOException {
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(".lock"), "");
    Path leftover = folder.resolve(".run.yaml.0f8fad5b-d9cb-469f-a165-70867728950e.tmp");
    Files.writeString(leftover, "stage: \"fine");

    RunWriter.begin(folder, existing, manifest()).close();

    assertThat(RunDirectory.open(folder).manifest()).isEqualTo(manifest());
    assertThat(leftover).doesNotExist();
  }

  @Test
  void whatAKilledProcessWasWritingGoesWhenTheRunIsResumed() throws IOException {
    RunWriter first = begun();
    Path whole = saveACheckpoint(first);
    String suffix = ".0f8fad5b-d9cb-469f-a165-70867728950e.tmp";
    List<Path> leftovers =
        List.of(
            folder.resolve("checkpoints/.epoch-0002" + suffix),
            folder.resolve(".encoder.safetensors" + suffix),
            folder.resolve("images/.reconstructions-epoch-0002.png" + suffix));
    Files.createDirectories(leftovers.get(0));
    Files.writeString(leftovers.get(0).resolve("state.ckpt"), "half");
    Files.createDirectories(first.directory().images());
    Files.writeString(leftovers.get(1), "half");
    Files.writeString(leftovers.get(2), "half");
    Path mine = Files.writeString(folder.resolve(".notes.tmp"), "mine");

    RunWriter.begin(folder, Existing.RESUME, manifest()).close();

    assertThat(leftovers).allSatisfy(leftover -> assertThat(leftover).doesNotExist());
    assertThat(whole.resolve("state.ckpt")).exists();
    assertThat(mine).exists();
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
    RunWriter run = begun();
    Files.writeString(folder.resolve("run.yaml"), "stage: finetune\nseeds: 5\n");

    assertThatIOException()
        .isThrownBy(run.directory()::manifest)
        .withMessage(folder.resolve("run.yaml") + ": the key seed is missing");
  }

  @Test
  void engineFolderIsEmptyAndGoesAway() throws IOException {
    RunWriter run = begun();
    Files.writeString(run.createEngineFolder().path().resolve("model.onnx"), "x");

    RunWriter.EngineFolder second = run.createEngineFolder();
    assertThat(second.path()).isEmptyDirectory();
    second.close();
    second.close();
    assertThat(folder.resolve("engine")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing/run", "run"})
  void aFolderThatCannotBeMadeIsOneLine(String name) throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "mine");

    assertThatIOException()
        .isThrownBy(() -> RunWriter.begin(file.resolve(name), Existing.REFUSE, manifest()))
        .withMessageStartingWith("cannot start a run in %s: ", file.resolve(name))
        .withMessageNotContaining("\n");
  }

  /** A run that was begun and let go. */
  private RunWriter begun() throws IOException {
    RunWriter run = RunWriter.begin(folder, Existing.REFUSE, manifest());
    run.close();
    return run;
  }

  private static Path saveACheckpoint(RunWriter run) throws IOException {
    TrainerState progress = new TrainerState(1, 0, 1, 0, 0, 1, 0, null);
    return run.checkpoints().save(progress, 1, file -> Files.writeString(file, "state"));
  }

  private static ParameterSet one(String name, float value) {
    return ParameterSet.of(List.of(new Parameter(name, new long[] {1}, new float[] {value})));
  }

  static RunManifest manifest() throws ConfigException {
    return manifest(5, "epochs: 3");
  }

  static RunManifest manifest(long seed, String config) throws ConfigException {
    return new RunManifest(
        "finetune",
        seed,
        "2026-01-02T03:04:05Z",
        RunManifest.Versions.current("a test"),
        new DataDescription(
            "pets", "trainval", 8, "4567", "0123", List.of("pet", "background", "border")),
        RunManifest.Origin.SCRATCH,
        ConfigTree.parse(config, "test"));
  }
}
