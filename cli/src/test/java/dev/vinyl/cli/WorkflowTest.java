package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.runtime.image.ImageDecoder;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands one after another, as a user would type them, on a few drawn images. */
final class WorkflowTest {
  @TempDir static Path folder;
  private static Workspace pets;

  @BeforeAll
  static void trainAndExport() {
    pets = Workspace.create(folder);
  }

  @Test
  void sameSeedGivesTheSameModelAndAnotherSeedDoesNot() throws IOException {
    Path again = folder.resolve("again");
    Path other = folder.resolve("other");
    assertThat(pets.finetune(again, "--threads", "2").exitCode()).isZero();
    assertThat(pets.finetune(other, "--seed", "2").exitCode()).isZero();
    Path weights = Path.of("encoder.safetensors");
    assertThat(again.resolve(weights)).hasSameBinaryContentAs(pets.run().resolve(weights));
    assertThat(Files.mismatch(other.resolve(weights), pets.run().resolve(weights))).isNotNegative();
  }

  @Test
  void finetuneTrainsOnFewerImagesAndAnotherSplitWhenAsked() throws IOException {
    Path small = folder.resolve("small");
    CommandLineFixture trained =
        pets.finetune(small, "--resplit", "5", "--test-size", "6", "--train-size", "7", "--json");
    assertThat(trained.json().get("steps").intValue()).isEqualTo(4); // 6 + 1 images, twice
    assertThat(Files.readString(small.resolve("run.yaml"))).contains("images: 7");
  }

  @Test
  void stagesFollowEachOther() throws IOException {
    Path pretrained = folder.resolve("pretrained");
    Path breeds = folder.resolve("breeds");
    Path spatial = folder.resolve("spatial");
    Path last = folder.resolve("last");
    String[] validating = {"--set", "validation={every: 1, images: 1}"};

    assertThat(pets.train(pets.data(), pretrained, validating, "pretrain"))
        .satisfies(trained -> assertThat(trained.exitCode()).as(trained.err()).isZero())
        .satisfies(trained -> assertThat(trained.err()).contains("reconstruction error"));
    assertThat(pretrained.resolve("images/reconstructions-epoch-0002.png")).isNotEmptyFile();
    assertThat(pretrained.resolve("tensorboard")).isDirectoryContaining("glob:**events.out*");

    String[] fromFirst = {"--from", pretrained.toString()};
    assertThat(
            pets.train(pets.data(), breeds, fromFirst, "intermediate", "--kind", "classification"))
        .satisfies(trained -> assertThat(trained.exitCode()).as(trained.err()).isZero())
        .satisfies(trained -> assertThat(trained.err()).contains("top-1 accuracy"));
    assertThat(pets.train(pets.data(), spatial, fromFirst, "intermediate", "--kind", "spatial"))
        .satisfies(trained -> assertThat(trained.exitCode()).as(trained.err()).isZero());
    assertThat(pets.finetune(last, "--from", spatial.toString()).exitCode()).isZero();
    assertThat(Files.readString(last.resolve("run.yaml"))).contains("run: \"" + spatial + "\"");
  }

  @Test
  void aFinishedRunIsResumedToTheSameEnd() throws IOException {
    Path run = folder.resolve("finished");
    assertThat(pets.finetune(run, "--resume").exitCode()).isZero();
    byte[] weights = Files.readAllBytes(run.resolve("encoder.safetensors"));
    CommandLineFixture again = pets.finetune(run, "--resume");
    assertThat(again.exitCode()).as(again.err()).isZero();
    assertThat(again.err()).contains("continued from step 4 of 4");
    assertThat(run.resolve("encoder.safetensors")).hasBinaryContent(weights);
  }

  @Test
  void evaluatePrintsOneJsonObjectAndWritesFiles() throws IOException {
    Path out = folder.resolve("evaluation");
    CommandLineFixture evaluated =
        vinyl(
            "evaluate",
            "--model",
            pets.model().toString(),
            "--data",
            pets.data().toString(),
            "--split",
            "test",
            "--out",
            out.toString(),
            "--json");
    assertThat(evaluated.exitCode()).isZero();
    JsonNode json = evaluated.json();
    assertThat(json.get("images").intValue()).isEqualTo(4);
    assertThat(json.get("skipped").intValue()).isZero();
    JsonNode scores = json.at("/models/0/scores");
    for (String score :
        List.of(
            "/dataset/miou",
            "/dataset/pixelAccuracy",
            "/dataset/iou/pet",
            "/dataset/iou/background",
            "/dataset/iou/border",
            "/paper/miou")) {
      assertThat(scores.at(score).doubleValue()).as(score).isBetween(0.0, 1.0);
    }
    assertThat(out).isDirectoryContaining("glob:**.json").isDirectoryContaining("glob:**.csv");
  }

  @Test
  void evaluateGivesCalibrationAtATemperatureFittedOnTheOtherSplit() throws IOException {
    String model = pets.model().toString();
    String data = pets.data().toString();
    String[] command = {"evaluate", "--model", model, "--data", data, "--json"};
    JsonNode plain = vinyl(command).json().at("/models/0/scores/calibration");
    String[] more = {"--fit-temperature", "train"};
    CommandLineFixture fitted =
        vinyl(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));
    JsonNode calibration = fitted.json().at("/models/0/scores/calibration");
    JsonNode temperature = ((ObjectNode) calibration).remove("temperature");

    assertThat(fitted.err()).contains("fit temperature: 12 of 12", "evaluate: 4 of 4");
    assertThat(calibration).isEqualTo(plain);
    assertThat(temperature.path("fittedOn").textValue()).isEqualTo("train");
    assertThat(temperature.path("images").intValue()).isEqualTo(12);
    assertThat(temperature.path("value").doubleValue()).isPositive();
    assertThat(temperature.path("ece").doubleValue()).isBetween(0.0, 1.0);
    assertThat(temperature.path("ci95")).hasSize(2);
    assertThat(temperature.path("bins")).hasSize(15);
  }

  @Test
  void evaluatePrintsATableWithEachScoresConvention() {
    CommandLineFixture evaluated =
        vinyl(
            "evaluate",
            "--model",
            pets.model().toString(),
            "--model",
            pets.model().toString(),
            "--data",
            pets.data().toString(),
            "--fit-temperature",
            "train");
    assertThat(evaluated.exitCode()).isZero();
    assertThat(evaluated.out())
        .contains("paper.miou", "dataset.miou", "calibration.temperature.ece", "model 2")
        .containsPattern("model 2: temperature \\d+.\\d+, fitted on train");
  }

  @Test
  void predictWritesMaskAndOverlayOfTheImagesOwnSizeAndGoesOnPastBadOnes() throws IOException {
    Path image = Workspace.firstTestImage(pets.data());
    Path namesake = Files.createDirectories(folder.resolve("more")).resolve(image.getFileName());
    Files.copy(image, namesake);
    Path text = Files.writeString(folder.resolve("notes.jpg"), "no image");
    Path empty = Files.createFile(folder.resolve("empty.png"));
    Path missing = folder.resolve("missing.jpg");
    Path out = folder.resolve("masks");

    CommandLineFixture predicted = pets.predict(out, image, text, namesake, empty, missing);

    assertThat(predicted.exitCode()).isZero();
    assertThat(predicted.out()).endsWith(out + ": 2 segmented, 3 skipped\n");
    assertThat(predicted.errLines())
        .filteredOn(line -> line.startsWith("vinyl: "))
        .hasSize(3)
        .anySatisfy(line -> assertThat(line).contains(text.toString()))
        .anySatisfy(line -> assertThat(line).contains(empty.toString()))
        .anySatisfy(line -> assertThat(line).contains(missing.toString()));
    String name = image.getFileName().toString().replace(".jpg", "");
    assertThat(out.toFile().list())
        .containsExactlyInAnyOrder(
            name + "-mask.png",
            name + "-overlay.png",
            name + "-2-mask.png",
            name + "-2-overlay.png");
    RgbImage original = new ImageDecoder().decode(image);
    RgbImage overlay = new ImageDecoder().decode(out.resolve(name + "-overlay.png"));
    assertThat(List.of(overlay.width(), overlay.height()))
        .isEqualTo(List.of(original.width(), original.height()));
    assertThat(ImageFiles.readIndexedOrGreyPng(out.resolve(name + "-mask.png")).classes())
        .containsOnly(0, 1, 2);
  }

  @Test
  void predictTakesAFolderAndPrintsOneJsonObject() throws IOException {
    Path images = pets.data().resolve("images");
    CommandLineFixture predicted =
        vinyl(
            "predict",
            "--model",
            pets.model().toString(),
            "--out",
            folder.resolve("all").toString(),
            "--json",
            images.toString());
    JsonNode json = predicted.json();
    assertThat(json.get("images").intValue()).isEqualTo(16);
    assertThat(json.at("/pictures/0/fractions/pet").isNumber()).isTrue();
  }

  @Test
  void doctorPrintsOneJsonObject() throws IOException {
    assertThat(vinyl("doctor", "--json").json().at("/onnxRuntime/training").booleanValue())
        .isTrue();
    assertThat(vinyl("doctor").out()).contains("ONNX Runtime");
  }
}
