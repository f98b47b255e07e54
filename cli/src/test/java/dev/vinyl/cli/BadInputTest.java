package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Input that cannot be used: one line that names the file or key, and the right exit code. */
final class BadInputTest {
  @TempDir static Path folder;
  private static Workspace pets;

  @BeforeAll
  static void trainAndExport() {
    pets = Workspace.create(folder);
  }

  @Test
  void finetuneRefusesToOverwriteARunUnlessTold() throws IOException {
    Path twice = folder.resolve("twice");
    assertThat(pets.finetune(twice).exitCode()).isZero();
    CommandLineFixture refused = pets.finetune(twice);
    refused.assertFailure(1, twice.toString());
    assertThat(pets.finetune(twice, "--overwrite").exitCode()).isZero();
  }

  @Test
  void stagesRefuseWhatTheyCannotTrainOn() throws IOException {
    Path out = folder.resolve("x");
    Path empty = Files.createDirectory(folder.resolve("empty"));
    String[] none = {};
    pets.train(empty, out, none, "pretrain").assertFailure(1, empty.toString());
    pets.train(pets.data(), out, new String[] {"--set", "maskRatio=0.01"}, "pretrain")
        .assertFailure(2, "no masked patch possible");
    pets.train(empty, out, none, "intermediate", "--kind", "classification")
        .assertFailure(1, empty.toString());
    pets.train(pets.data(), out, none, "intermediate", "--kind", "colour")
        .assertFailure(2, "--kind");
    pets.finetune(out, "--set", "augment.mixUp=0.2").assertFailure(2, "augment.mixUp");
    assertThat(out).doesNotExist();
  }

  @Test
  void anEncoderThatCannotBeBegunWithIsNamed() throws IOException {
    Path out = folder.resolve("x");
    pets.finetune(out, "--from", pets.run().toString(), "--set", "model={preset: micro, dim: 24}")
        .assertFailure(1, pets.run().resolve("encoder.safetensors").toString());
    pets.finetune(out, "--from", folder.resolve("no-run").toString())
        .assertFailure(1, folder.resolve("no-run").toString());
    assertThat(out).doesNotExist();
  }

  @Test
  void enginesAndDevicesThatAreNotThereAreNamed() {
    Path out = folder.resolve("no-engine");
    pets.finetune(out, "--engine", "steam").assertFailure(2, "training-api");
    pets.finetune(out, "--device", "gpu").assertFailure(2, "cuda:N");
    pets.finetune(out, "--engine", "training-api", "--set", "optimizer.average=0.9")
        .assertFailure(1, "optimizer.average=0");
  }

  @Test
  void anUnwritableCacheIsOneLineThatSaysWhatToDo() throws IOException {
    Path file = Files.createFile(folder.resolve("no-folder"));
    String[] command = {
      "finetune",
      "--data",
      pets.data().toString(),
      "--out",
      folder.resolve("x").toString(),
      "--set",
      "model={preset: micro, depth: 1}",
      "--set",
      "batchSize=6",
      "--cache",
      file.toString()
    };
    vinyl(command).assertFailure(1, file.toString());
  }

  @Test
  void aRunCanOnlyBeResumedAsItWasBegun() {
    Path run = folder.resolve("begun");
    assertThat(pets.finetune(run).exitCode()).isZero();
    pets.finetune(run, "--resume", "--set", "learningRate=1e-5")
        .assertFailure(1, "learningRate was ");
    pets.finetune(run, "--resume", "--seed", "2").assertFailure(1, "the seed was 1, now it is 2");
    pets.finetune(run, "--resume", "--overwrite").assertFailure(2, "--overwrite");
    pets.finetune(run, "--resume", "--set", "epochs=3")
        .assertFailure(1, "--from " + run + " --with-head");
    pets.finetune(folder.resolve("x"), "--with-head").assertFailure(2, "--from RUN");
    CommandLineFixture further =
        pets.finetune(folder.resolve("further"), "--with-head", "--from", run.toString());
    assertThat(further.exitCode()).as(further.err()).isZero();
  }

  @Test
  void aFinishedRunThatIsResumedSaysItsLoss() throws IOException {
    JsonNode json = pets.finetune(pets.run(), "--resume", "--json").json();

    List<String> epochs =
        Files.readAllLines(pets.run().resolve("metrics.jsonl")).stream()
            .filter(line -> line.contains("\"kind\":\"epoch\""))
            .toList();
    double last = new ObjectMapper().readTree(epochs.get(epochs.size() - 1)).get("loss").asDouble();
    assertThat(epochs).hasSize(2);
    assertThat(json.get("loss").isNumber()).isTrue();
    assertThat(json.get("loss").asDouble()).isEqualTo(last);
    assertThat(json.get("end").asText()).isEqualTo("finished");
  }

  @Test
  void aDeviceThatCannotBeUsedIsAFailureOfTheDoctor() {
    CommandLineFixture doctor = vinyl("doctor", "--device", "cuda:77");

    assertThat(doctor.exitCode()).isEqualTo(1);
    assertThat(doctor.errLines()).hasSize(1);
    assertThat(doctor.err()).startsWith("vinyl: cannot use cuda:77: ");
    assertThat(vinyl("doctor", "--device", "cpu").exitCode()).isZero();
    assertThat(vinyl("doctor", "--device", "fpga").exitCode()).isEqualTo(2);
  }

  @Test
  void recipesAreListedAndShownAndOthersAreWrongUsage() {
    assertThat(vinyl("recipe", "list").outLines())
        .contains("vinyl: pretrain, classification, breeds, spatial, finetune");
    CommandLineFixture shown = vinyl("recipe", "show", "vinyl", "--stage", "pretrain");
    assertThat(shown.exitCode()).isZero();
    assertThat(shown.outLines())
        .containsSubsequence("# of AdamW, before the schedule", "learningRate: 0.001");
    vinyl("recipe", "show", "soup").assertFailure(2, "known recipes: paper, reference-code, vinyl");
    vinyl("recipe", "show", "vinyl", "--stage", "dessert")
        .assertFailure(2, "its stages: pretrain,");
  }

  @Test
  void evaluateListsAndCountsAImageThatCannotBeRead() throws IOException {
    Path broken = pets.copyOfData("broken");
    Path image = Workspace.firstTestImage(broken);
    Files.write(image, new byte[0]);
    CommandLineFixture evaluated =
        vinyl("evaluate", "--model", pets.model().toString(), "--data", broken.toString());
    assertThat(evaluated.exitCode()).isZero();
    assertThat(evaluated.out()).contains("3 images, 1 skipped");
    assertThat(evaluated.err()).contains("vinyl: skipped " + image);
  }

  @Test
  void predictFailsIfNoImageCouldBeRead() {
    CommandLineFixture predicted =
        pets.predict(folder.resolve("none"), folder.resolve("missing.jpg"));
    assertThat(predicted.exitCode()).isEqualTo(1);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void unwritableOutputIsOneLineAndLeavesNothing() throws IOException {
    Path file = Files.createFile(folder.resolve("a-file"));
    Path image = Workspace.firstTestImage(pets.data());
    pets.predict(file.resolve("masks"), image).assertFailure(1, "a-file");
    pets.export(pets.run(), file.resolve("pets.onnx")).assertFailure(1, "a-file");
    pets.finetune(file).assertFailure(1, "a-file");
    assertThat(file).isEmptyFile();
  }

  @Test
  void wrongModelIsOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("text.onnx"), "no model");
    Path missing = folder.resolve("missing.onnx");
    for (Path wrong : List.of(text, missing, folder)) {
      CommandLineFixture evaluated =
          vinyl("evaluate", "--model", wrong.toString(), "--data", pets.data().toString());
      evaluated.assertFailure(1, wrong.toString());
    }
  }

  @Test
  void aTemperatureIsNotFittedOnTheImagesThatAreScored() {
    String model = pets.model().toString();
    String data = pets.data().toString();
    vinyl("evaluate", "--model", model, "--data", data, "--fit-temperature", "test")
        .assertFailure(2, "--fit-temperature test: these images are scored");
    vinyl(
            "evaluate",
            "--model",
            model,
            "--data",
            data,
            "--split",
            "all",
            "--fit-temperature",
            "train")
        .assertFailure(2, "--fit-temperature train: these images are scored");
  }

  @Test
  void wrongSettingIsWrongUsageThatNamesTheKey() {
    pets.finetune(folder.resolve("x"), "--set", "epohcs=3").assertFailure(2, "epochs");
    pets.finetune(folder.resolve("x"), "--set", "epochs=0").assertFailure(2, "epochs");
    pets.finetune(folder.resolve("x"), "--set", "epochs").assertFailure(2, "key=value");
    pets.finetune(folder.resolve("x"), "--threads", "0").assertFailure(2, "--threads");
    pets.finetune(folder.resolve("x"), "--train-size", "-1").assertFailure(2, "-1");
    vinyl("data", "synth", "--out", folder.resolve("x").toString(), "--images", "0")
        .assertFailure(2, "images must be 4..100000, got 0");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void wrongSettingsFileIsAFailureThatNamesTheKey() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.yaml"), "learningRat: 1\n");
    pets.finetune(folder.resolve("x"), "--config", file.toString())
        .assertFailure(1, "learningRate");
    Path missing = folder.resolve("missing.yaml");
    pets.finetune(folder.resolve("x"), "--config", missing.toString())
        .assertFailure(1, missing.toString());
    pets.finetune(folder.resolve("x"), "--recipe", "soup")
        .assertFailure(2, "known recipes: paper, reference-code, vinyl");
  }

  @Test
  void missingOrTooSmallDataIsOneLine() {
    CommandLineFixture missing =
        vinyl("finetune", "--data", folder.resolve("no").toString(), "--out", "x");
    missing.assertFailure(1, folder.resolve("no").toString());
    pets.finetune(folder.resolve("x"), "--train-size", "13").assertFailure(1, "13");
    pets.finetune(folder.resolve("x"), "--resplit", "0", "--test-size", "99")
        .assertFailure(1, "99");
    pets.finetune(folder.resolve("x"), "--test-size", "3").assertFailure(2, "--resplit");
    pets.finetune(folder.resolve("x"), "--set", "batchSize=13").assertFailure(1, "batchSize=12");
    assertThat(folder.resolve("x")).doesNotExist();
  }

  @Test
  void exportNeedsAFinishedRunAndAKnownTask() {
    pets.export(pets.data(), folder.resolve("x.onnx")).assertFailure(1, pets.data().toString());
    CommandLineFixture task =
        vinyl("export", "--from", pets.run().toString(), "--task", "paint", "--out", "x.onnx");
    task.assertFailure(2, "segment");
    assertThat(folder.resolve("x.onnx")).doesNotExist();
  }

  @Test
  void checkNamesWhatIsWrong() throws IOException {
    CommandLineFixture sound = vinyl("data", "check", pets.data().toString());
    assertThat(sound.exitCode()).isZero();
    assertThat(sound.out())
        .startsWith("pets: 16 images (train 12, val 0, test 4), laid out as oxford\n")
        .endsWith(pets.data() + ": no problem found\n");

    Path broken = pets.copyOfData("unsound");
    Path image = Workspace.firstTestImage(broken);
    Files.delete(image);
    CommandLineFixture unsound = vinyl("data", "check", broken.toString());
    assertThat(unsound.exitCode()).isEqualTo(1);
    assertThat(unsound.out()).endsWith(broken + ": 1 found\n");
    assertThat(unsound.outLines().get(0)).startsWith(image.toString());
    JsonNode json = vinyl("data", "check", "--json", broken.toString()).json();
    assertThat(json.at("/problems/0/file").textValue()).isEqualTo(image.toString());
  }
}
