package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Data that is not quite as expected: what commands say of it, and where. */
final class OtherPeoplesDataTest {
  @TempDir static Path folder;
  private static Workspace pets;

  @BeforeAll
  static void trainAndExport() {
    pets = Workspace.create(folder);
  }

  @Test
  void skippedPicturesAreInTheFirstLineOfTheScores() throws IOException {
    Path data = pets.copyOfData("half");
    Files.delete(Workspace.firstTestImage(data));
    String[] command = {"evaluate", "--model", pets.model().toString(), "--data", data.toString()};
    CommandLineFixture evaluated = vinyl(command);

    assertThat(evaluated.exitCode()).isZero();
    assertThat(evaluated.outLines().get(0))
        .isEqualTo(
            "half, split test: 3 images, 1 skipped; only 75 % of the images could be scored");
    CommandLineFixture asJson =
        vinyl(command[0], command[1], command[2], command[3], command[4], "--json");
    assertThat(asJson.json().fieldNames().next()).isEqualTo("warning");
    assertThat(asJson.json().get("warning").asText())
        .isEqualTo("only 75 % of the images could be scored");
  }

  @Test
  void aImageUnderAnotherEndingIsScored() throws IOException {
    Path data = pets.copyOfData("upper");
    Path image = Workspace.firstTestImage(data);
    Files.move(image, Path.of(image.toString().replace(".jpg", ".JPG")));
    CommandLineFixture evaluated =
        vinyl("evaluate", "--model", pets.model().toString(), "--data", data.toString());

    assertThat(evaluated.outLines().get(0)).isEqualTo("upper, split test: 4 images, 0 skipped");
    assertThat(vinyl("data", "check", data.toString()).exitCode()).isZero();
  }

  @Test
  void turnedImagesAreCountedOnceByEvaluateAndTraining() throws IOException {
    Path data = pets.copyOfData("turned");
    Path image = Workspace.firstTestImage(data);
    Path trained = data.resolve("images").resolve(firstOf(data, "trainval.txt"));
    turn(image);
    turn(trained);
    String[] evaluate = {
      "evaluate",
      "--model",
      pets.model().toString(),
      "--data",
      data.toString(),
      "--fit-temperature",
      "train"
    };
    String evaluating = logged(() -> vinyl(evaluate));
    assertThat(evaluating).containsOnlyOnce("1 of 4 images are stored turned");
    String training =
        logged(() -> pets.train(data, folder.resolve("t"), new String[0], "finetune"));
    assertThat(training).containsOnlyOnce("1 of 12 images are stored turned");

    Files.writeString(data.resolve("dataset.yaml"), "masks: stored\n");
    assertThat(logged(() -> vinyl(evaluate))).doesNotContain("stored turned");
  }

  @Test
  void foldersSayWhatTheyPassedOver() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.copy(Workspace.firstTestImage(pets.data()), images.resolve("cat.jfif"));
    for (String name : new String[] {"a.HEIC", "b.heic", "notes.txt"}) {
      Files.createFile(images.resolve(name));
    }
    CommandLineFixture predicted = pets.predict(folder.resolve("masks"), images);
    assertThat(predicted.exitCode()).isZero();
    assertThat(predicted.err()).contains("vinyl: skipped 2 .heic, 1 .txt in");
    String pretraining =
        logged(() -> pets.train(images, folder.resolve("p"), new String[0], "pretrain"));
    assertThat(pretraining).contains(images + ": skipped 2 .heic, 1 .txt");
    Files.delete(images.resolve("cat.jfif"));
    pets.predict(folder.resolve("none"), images).assertFailure(1, ", but 2 .heic, 1 .txt;");
  }

  private static String firstOf(Path data, String list) throws IOException {
    String line = Files.readAllLines(data.resolve("annotations").resolve(list)).get(0);
    return line.substring(0, line.indexOf(' ')) + ".jpg";
  }

  /** Puts an EXIF block of one entry, orientation 3, after the marker that JPEGs start with. */
  private static void turn(Path file) throws IOException {
    byte[] jpeg = Files.readAllBytes(file);
    int[] block = {
      0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0, 0, 'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0,
      3, 0, 0, 0, 1, 0, 3, 0, 0, 0, 0, 0, 0
    };
    ByteArrayOutputStream turned = new ByteArrayOutputStream();
    turned.write(jpeg, 0, 2);
    for (int value : block) {
      turned.write(value);
    }
    turned.write(jpeg, 2, jpeg.length - 2);
    Files.write(file, turned.toByteArray());
  }

  /** What the log says, which goes to the process's own standard error. */
  private static String logged(Runnable command) {
    PrintStream before = System.err;
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    System.setErr(new PrintStream(heard, true, StandardCharsets.UTF_8));
    try {
      command.run();
    } finally {
      System.setErr(before);
    }
    return heard.toString(StandardCharsets.UTF_8);
  }
}
