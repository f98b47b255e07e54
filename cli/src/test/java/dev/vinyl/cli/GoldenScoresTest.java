package dev.vinyl.cli;

import static dev.vinyl.cli.CommandLineFixture.vinyl;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code evaluate} and {@code geometry} write stays as it is. The numbers in {@code
 * src/test/resources/golden} are not right because somebody computed them otherwise; they are those
 * that the commands gave before, so that whoever rebuilds the code sees that it gives them still.
 *
 * <p>Where they are meant to change, {@value #WRITE} writes them anew: {@code mvn -pl cli -am test
 * -Dtest=GoldenScoresTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dgolden.write=src/test/resources/golden}. Look at the difference before you commit it.
 */
final class GoldenScoresTest {
  private static final String WRITE = "golden.write";

  /** Stands in the files for the folder of images and models. */
  private static final String FOLDER = "FOLDER";

  /**
   * The time that scoring took, and the checksum of a model's file, which changes with how it is
   * written, not with what it computes.
   */
  private static final Set<String> IGNORED = Set.of("seconds", "modelHash");

  /** How many differences are worth reading. */
  private static final int SHOWN = 30;

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @TempDir static Path folder;
  private static GoldenFixture fixture;

  @BeforeAll
  static void makeImagesAndModels() throws IOException {
    fixture = GoldenFixture.create(folder);
  }

  @Test
  void evaluateGivesTheScoresThatItGave() throws IOException {
    Path out = folder.resolve("scores");
    run(
        "evaluate",
        fixture.models(),
        "--out",
        out.toString(),
        "--split",
        "trainval",
        "--fit-temperature",
        "test",
        "--slice",
        "breed",
        "--slice",
        "species",
        "--slice",
        "object-size",
        "--slice",
        "brightness");
    compareJson("scores.json", read(out.resolve("scores.json")));
    compareText("confusion.csv", read(out.resolve("confusion.csv")));
    compareText("images-header.csv", firstLine(read(out.resolve("images.csv"))));
  }

  @Test
  void evaluateGivesTheScoresThatItGaveAtTheOriginalSize() throws IOException {
    Path out = folder.resolve("original");
    run("evaluate", fixture.models().subList(0, 2), "--out", out.toString(), "--at", "original");
    compareJson("scores-original.json", read(out.resolve("scores.json")));
  }

  @Test
  void geometryGivesTheNumbersThatItGave() throws IOException {
    Path out = folder.resolve("geometry");
    run("geometry", fixture.models().subList(0, 2), "--out", out.toString());
    compareJson("geometry.json", read(out.resolve("geometry.json")));
  }

  @Test
  void aDifferenceIsNamedByItsPlace() throws IOException {
    JsonNode golden =
        JSON.readTree(
            """
            {"a": {"x/y": [0.5, 1e-20, null]}, "n": 1, "t": "one", "seconds": 1.5, "z": 0.0}""");
    assertThat(GoldenJson.differences(golden, golden, Set.of())).isEmpty();
    JsonNode close =
        JSON.readTree(
            """
            {"a": {"x/y": [0.5000000000001, 1e-20, null]}, "n": 1, "t": "one", "seconds": 9.5,
             "z": 0.0}""");
    assertThat(GoldenJson.differences(golden, close, IGNORED)).isEmpty();
    JsonNode other =
        JSON.readTree(
            """
            {"a": {"x/y": [0.500001, 2e-20]}, "t": "two", "n": 1.0, "z": null}""");
    assertThat(GoldenJson.differences(golden, other, IGNORED))
        .containsExactly(
            "the whole: had the keys [a, n, t, seconds, z], has now [a, t, n, z]",
            "/a/x~1y: had 3 elements, has now 2",
            "/a/x~1y/0: was 0.5, is now 0.500001",
            "/a/x~1y/1: was 1.0E-20, is now 2.0E-20",
            "/n: was 1, is now 1.0",
            "/t: was \"one\", is now \"two\"",
            "/z: was 0.0, is now null");
  }

  private static void run(String command, List<Path> models, String... more) {
    List<String> words = new ArrayList<>(List.of(command, "--data", fixture.data().toString()));
    models.forEach(model -> words.addAll(List.of("--model", model.toString())));
    words.addAll(List.of(more));
    CommandLineFixture done = vinyl(words.toArray(String[]::new));
    assertThat(done.exitCode()).as(done.err()).isZero();
  }

  /** Without the one folder's name, which is another each time. */
  private static String read(Path file) throws IOException {
    return Files.readString(file).replace(folder.toString(), FOLDER);
  }

  private static String firstLine(String text) {
    return text.substring(0, text.indexOf('\n') + 1);
  }

  private static void compareJson(String name, String now) throws IOException {
    if (writes(name, now)) {
      return;
    }
    List<String> differences =
        GoldenJson.differences(JSON.readTree(golden(name)), JSON.readTree(now), IGNORED);
    assertThat(differences)
        .withFailMessage(
            () ->
                "%s is not what it was in %d places:%n%s"
                    .formatted(
                        name,
                        differences.size(),
                        differences.stream().limit(SHOWN).collect(Collectors.joining("\n"))))
        .isEmpty();
  }

  private static void compareText(String name, String now) throws IOException {
    if (!writes(name, now)) {
      assertThat(now).as(name + " is not what it was").isEqualTo(golden(name));
    }
  }

  /** Whether it was asked to write the files instead of comparing with them. */
  private static boolean writes(String name, String now) throws IOException {
    String target = System.getProperty(WRITE);
    if (target == null) {
      return false;
    }
    Files.createDirectories(Path.of(target));
    Files.writeString(Path.of(target).resolve(name), now);
    return true;
  }

  private static String golden(String name) throws IOException {
    try (InputStream file = GoldenScoresTest.class.getResourceAsStream("/golden/" + name)) {
      return new String(Objects.requireNonNull(file, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
