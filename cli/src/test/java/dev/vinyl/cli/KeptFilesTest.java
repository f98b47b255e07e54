package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No command replaces its input, or a file that is not its own. */
final class KeptFilesTest {
  @TempDir static Path folder;
  private static Workspace pets;
  private static String encoder;

  @BeforeAll
  static void trainAndExport() {
    pets = Workspace.create(folder);
    encoder = folder.resolve("encoder.onnx").toString();
    assertWritten(export("features", Path.of(encoder)));
  }

  @Test
  void predictKeepsAnInputAndAMaskThatSomebodyDrew() throws IOException {
    Path here = Files.createDirectory(folder.resolve("here"));
    Path cat = Files.copy(image(), here.resolve("cat.jpg"));
    Path mask = Files.copy(image(), here.resolve("cat-mask.png"));
    byte[] drawn = Files.readAllBytes(mask);

    pets.predict(here, here).assertFailure(1, mask + ": it is an input");
    pets.predict(here, here.resolve("../here/cat-mask.png"), cat)
        .assertFailure(1, "it is the input");
    pets.predict(here, cat).assertFailure(1, mask + ": it is there and not as an earlier run");
    predict(here, "--overwrite", here.toString()).assertFailure(1, "an input is never replaced");
    assertThat(here.toFile().list()).hasSize(2);
    assertThat(mask).hasBinaryContent(drawn);

    assertWritten(predict(here, "--overwrite", cat.toString()));
    assertThat(Files.mismatch(mask, image())).isNotNegative();
  }

  @Test
  void predictReplacesWhatItWroteUntilSomebodyChangesIt() throws IOException {
    Path here = Files.createDirectory(folder.resolve("again"));
    Path cat = Files.copy(image(), here.resolve("cat.jpg"));
    assertWritten(pets.predict(here, here));
    byte[] mask = Files.readAllBytes(here.resolve("cat-mask.png"));

    CommandLineFixture again = pets.predict(here, here);
    assertWritten(again);
    assertThat(again.out()).contains("1 segmented, 0 skipped");
    assertThat(again.err()).contains("2 files skipped");
    assertThat(here.resolve("cat-mask.png")).hasBinaryContent(mask);

    mask[mask.length / 2] ^= 1; // corrected by hand
    Files.write(here.resolve("cat-mask.png"), mask);
    pets.predict(here, cat).assertFailure(1, "cat-mask.png: it is there and not as");
    assertThat(here.resolve("cat-mask.png")).hasBinaryContent(mask);
    assertWritten(pets.predict(folder.resolve("elsewhere"), cat));
  }

  @Test
  void exportKeepsAUsersFilesAndNotes() throws IOException {
    Path model = folder.resolve("kept.onnx");
    Path card = folder.resolve("kept.onnx.md");
    Files.writeString(card, "# my notes\n");
    export("segment", model).assertFailure(1, card.toString());
    assertThat(model).doesNotExist();
    Files.delete(card);
    assertWritten(export("segment", model));
    assertWritten(export("segment", model));

    Files.writeString(card, Files.readString(card) + "\nBest of the three seeds.\n");
    export("segment", model).assertFailure(1, card.toString());
    assertWritten(export("segment", model, "--overwrite"));
    assertThat(card).content().doesNotContain("Best of");

    Files.writeString(model, "somebody's model");
    export("segment", model).assertFailure(1, model + ": it is there");
    assertThat(model).hasContent("somebody's model");
  }

  @Test
  void weightsExportKeepsTheWeightsOfRuns() throws IOException {
    Path own = pets.run().resolve("encoder.safetensors");
    byte[] weights = Files.readAllBytes(own);
    weights("export", pets.run(), own, "--overwrite").assertFailure(1, own + ": it is an input");
    Path other = folder.resolve("other");
    assertThat(pets.finetune(other, "--seed", "2").exitCode()).isZero();
    Path others = other.resolve("encoder.safetensors");
    weights("export", pets.run(), others).assertFailure(1, others + ": it is there");
    assertThat(own).hasBinaryContent(weights);

    Path out = folder.resolve("out.safetensors");
    assertWritten(weights("export", pets.run(), out));
    assertWritten(weights("export", pets.run(), out));
    Files.writeString(out, "mine");
    weights("export", pets.run(), out).assertFailure(1, out + ": it is there");
  }

  @Test
  void aRunIsNotDeletedWhereItIsTheInput() throws IOException {
    Path own = pets.run().resolve("encoder.safetensors");
    weights("import", own, pets.run(), "--overwrite").assertFailure(1, own + ": it is an input");
    pets.finetune(pets.run(), "--overwrite", "--from", pets.run().toString())
        .assertFailure(1, own + ": it is an input");
    Path logs = pets.run().resolve("tensorboard"); // goes with everything in it
    Path settings = Files.writeString(logs.resolve("mine.yaml"), "epochs: 2");
    pets.finetune(pets.run(), "--overwrite", "--config", settings.toString())
        .assertFailure(1, logs + ": the input " + settings + " is in it");
    assertThat(own).exists();
    assertThat(settings).exists();
  }

  @Test
  void featuresKeepsFilesOfOthers() throws IOException {
    Path out = folder.resolve("tokens.arrow");
    assertWritten(features(out));
    assertWritten(features(out));
    Files.writeString(out, "mine");
    features(out).assertFailure(1, out + ": it is there");
    assertWritten(features(out, "--overwrite"));

    Path partial = folder.resolve("other.arrow.partial");
    Files.writeString(partial, "mine");
    features(folder.resolve("other.arrow")).assertFailure(1, partial + ": it was begun with");
    assertThat(partial).hasContent("mine");
  }

  @Test
  void evaluateKeepsTheTargetAndFilesOfOthers() throws IOException {
    Path data = pets.copyOfData("truth");
    Path trimaps = data.resolve("annotations/trimaps");
    evaluate(data, "--save-masks", trimaps.toString(), "--overwrite")
        .assertFailure(1, "an input is never replaced");
    Path masks = Files.createDirectory(folder.resolve("masks"));
    String name = image().getFileName().toString().replace(".jpg", ".png");
    Path mine = Files.writeString(masks.resolve(name), "mine");
    evaluate(data, "--save-masks", masks.toString()).assertFailure(1, mine + ": it is there");
    assertThat(mine).hasContent("mine");
    assertWritten(evaluate(data, "--save-masks", masks.toString(), "--overwrite"));
    assertWritten(evaluate(data, "--save-masks", masks.toString()));

    Path scores = Files.createDirectory(folder.resolve("scores"));
    Path theirs = Files.writeString(scores.resolve("scores.json"), "{}");
    evaluate(data, "--out", scores.toString()).assertFailure(1, theirs + ": it is there");
    Files.delete(theirs);
    Path notes = Files.writeString(scores.resolve("notes.txt"), "mine");
    assertWritten(evaluate(data, "--out", scores.toString(), "--parquet"));
    assertWritten(evaluate(data, "--out", scores.toString()));
    assertThat(notes).hasContent("mine");
    assertThat(scores.toFile().list())
        .containsExactlyInAnyOrder(
            "notes.txt",
            "report.html",
            "scores.json",
            "images.csv",
            "images.arrow",
            "confusion.csv",
            "SHA256SUMS.txt");
  }

  @Test
  void geometryKeepsFilesOfOthers() throws IOException {
    Path file = folder.resolve("geometry.arrow");
    assertWritten(features(file));
    Path out = Files.createDirectory(folder.resolve("geometry"));
    Path mine = Files.writeString(out.resolve("report.html"), "mine");
    vinyl("geometry", file.toString(), "--out", out.toString())
        .assertFailure(1, mine + ": it is there");
    assertThat(mine).hasContent("mine");
    for (int i = 0; i < 2; i++) {
      assertWritten(vinyl("geometry", file.toString(), "--out", out.toString(), "--overwrite"));
      assertWritten(vinyl("geometry", file.toString(), "--out", out.toString()));
    }
  }

  @Test
  void synthKeepsWhatSomebodyPutIntoASet() throws IOException {
    String out = folder.resolve("synth").toString();
    String[] command = {"data", "synth", "--out", out, "--images", "4", "--size", "32"};
    assertWritten(vinyl(command));
    assertWritten(vinyl(command));
    Path trimap = Path.of(out, "annotations/trimaps/Tabby_1.png");
    byte[] drawn = Files.readAllBytes(trimap);
    Files.write(trimap, new byte[1]);
    vinyl(command).assertFailure(1, trimap + ": it is there");
    Files.write(trimap, drawn);
    Path added = Files.writeString(Path.of(out, "images/Tabby_99.jpg"), "mine");
    vinyl(command).assertFailure(1, added + ": it is there");
    assertThat(added).hasContent("mine");
    List<String> overwriting = new ArrayList<>(List.of(command));
    overwriting.add("--overwrite");
    assertWritten(vinyl(overwriting.toArray(String[]::new)));
    assertThat(added).doesNotExist();
  }

  @Test
  void aDemoDeletesNoRunsOfOthers() throws IOException {
    Path runs = Files.createDirectory(folder.resolve("runs"));
    Path mine = Files.writeString(Files.createDirectory(runs.resolve("run")).resolve("a"), "mine");
    vinyl("demo", "--out", runs.toString()).assertFailure(1, "other than a demo");
    assertThat(mine).exists();
  }

  @Test
  void anEndingThatSaysAnotherFormatIsRefusedBeforeAnythingIsDone() {
    Path none = folder.resolve("no-run");
    for (String name : List.of("x.parquet", "x.csv", "x.npy", "x.arrow.gz", "x.arrows")) {
      features(folder.resolve(name)).assertFailure(2, "let the name end in .arrow");
    }
    for (String name : List.of("x.pt", "x.pth", "x.onnx", "x.bin")) {
      weights("export", none, folder.resolve(name))
          .assertFailure(2, "let the name end in .safetensors");
    }
    for (String name : List.of("x.pt", "x.tflite", "x.ort", "x.onnx.md")) {
      export("segment", folder.resolve(name)).assertFailure(2, "let the name end in .onnx");
    }
    assertWritten(weights("export", pets.run(), folder.resolve("no-ending")));
    assertWritten(weights("export", pets.run(), folder.resolve("loud.SafeTensors")));
  }

  @Test
  void predictNamesTheClassesThatOccurLargestFirst() {
    Map<String, Double> shares = new LinkedHashMap<>();
    shares.put("background", 0.25);
    shares.put("aeroplane", 0.0);
    shares.put("cat", 0.7);
    shares.put("bicycle", 0.0);
    shares.put("dog", 0.0496);
    shares.put("bird", 0.0004);
    assertThat(PredictCommand.asText(shares))
        .isEqualTo("cat 70.0%, background 25.0%, dog 5.0%, bird <0.1%");
    assertThat(PredictCommand.asText(Map.of("cat", 1.0))).isEqualTo("cat 100.0%");
  }

  @Test
  void predictCanFailOnASkippedImage() throws IOException {
    Path text = Files.write(folder.resolve("notes.jpg"), "no image".getBytes(UTF_8));
    CommandLineFixture failed =
        predict(folder.resolve("some"), "--fail-on-skip", image().toString(), text.toString());
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.errLines())
        .last()
        .isEqualTo("vinyl: 1 images were skipped, and --fail-on-skip was given");
    assertWritten(predict(folder.resolve("all"), "--fail-on-skip", image().toString()));
  }

  private static Path image() throws IOException {
    return Workspace.firstTestImage(pets.data());
  }

  private static void assertWritten(CommandLineFixture result) {
    assertThat(result.exitCode()).as(result.err()).isZero();
  }

  private static CommandLineFixture predict(Path out, String... more) {
    return run(
        List.of("predict", "--model", pets.model().toString(), "--out", out.toString()), more);
  }

  private static CommandLineFixture export(String task, Path out, String... more) {
    return run(
        List.of("export", "--from", pets.run().toString(), "--task", task, "--out", out.toString()),
        more);
  }

  private static CommandLineFixture features(Path out, String... more) {
    return run(
        List.of(
            "features",
            "--model",
            encoder,
            "--data",
            pets.data().toString(),
            "--out",
            out.toString()),
        more);
  }

  private static CommandLineFixture evaluate(Path data, String... more) {
    return run(
        List.of("evaluate", "--model", pets.model().toString(), "--data", data.toString()), more);
  }

  private static CommandLineFixture weights(String verb, Path from, Path out, String... more) {
    return run(List.of("weights", verb, "--from", from.toString(), "--out", out.toString()), more);
  }

  private static CommandLineFixture run(List<String> command, String... more) {
    List<String> words = new ArrayList<>(command);
    words.addAll(List.of(more));
    return vinyl(words.toArray(String[]::new));
  }
}
