package dev.vinyl.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vinyl.fixtures.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Files that cannot be written cost what they would have held, and nothing else. */
@Timeout(300)
final class StudyFullDiskTest {
  private static final String[] KEYS = {
    "seeds=[1]", "pretrain.sizes=[0]", "finetune.sizes=[8, 32]", "geometry.pretrain=[]"
  };

  /** In units of 1,024 bytes: results fit, decoded images do not. */
  private static final String MOST = "16";

  @TempDir private Path folder;

  /** No disk is filled: the process may not write files of more than a few bytes. */
  @Test
  @DisabledOnOs(OS.WINDOWS)
  void stepsThatCannotWriteFailInOneLineAndRunAgain() throws Exception {
    Path study = folder.resolve("study");
    assertThat(TinyStudy.of(study, KEYS).only("evaluate/0/none/8/*").run().done()).isEqualTo(2);
    Map<Path, String> before = results(study, "result.json");
    assertThat(before).hasSize(2);

    Process limited = limited(study);
    List<String> said = ChildJvm.output(limited);
    assertThat(limited.exitValue()).as("%s", said).isEqualTo(1);
    Map<Path, String> reasons = new LinkedHashMap<>();
    for (Map.Entry<Path, String> failure : results(study, "failure.json").entrySet()) {
      reasons.put(
          failure.getKey(),
          new ObjectMapper().readTree(failure.getValue()).path("reason").asText());
    }
    // the classification and the fine-tuning on 32 images that begins with nothing
    assertThat(reasons.values())
        .as("%s", said)
        .hasSize(2)
        .allSatisfy(reason -> assertThat(reason).hasLineCount(1).contains("File too large"));
    assertThat(results(study, "result.json")).isEqualTo(before);
    try (Stream<Path> files = Files.walk(study)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }

    StudyOutcome retried = TinyStudy.of(study, KEYS).retryFailed(true).run();
    assertThat(retried.failures()).isEmpty();
    assertThat(retried.done()).isEqualTo(retried.steps());
    assertThat(results(study, "result.json")).containsAllEntriesOf(before);
    Path straight = folder.resolve("straight");
    TinyStudy.of(straight, KEYS).run();
    assertThat(TinyStudy.timelessCells(study)).isEqualTo(TinyStudy.timelessCells(straight));
  }

  private static Process limited(Path study) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(KEYS));
    arguments.add(0, study.toString());
    List<String> java =
        ChildJvm.small()
            .option("-XX:-UsePerfData") // a file of 32,768 bytes
            .command(KilledStudy.class, arguments.toArray(String[]::new))
            .command();
    List<String> command =
        new ArrayList<>(List.of("bash", "-c", "ulimit -f " + MOST + " && exec \"$@\"", "bash"));
    command.addAll(java);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static Map<Path, String> results(Path study, String name) throws IOException {
    Map<Path, String> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(study.resolve("steps"))) {
      for (Path file : files.filter(file -> file.endsWith(name)).sorted().toList()) {
        found.put(file, Files.readString(file));
      }
    }
    return found;
  }

  @Test
  void pageThatCannotBeWrittenCostsNoStep() throws IOException {
    String[] few = {
      "seeds=[1]", "pretrain.sizes=[0]", "finetune.sizes=[8]", "geometry.pretrain=[]"
    };
    Path obstacle = folder.resolve("cells.csv/obstacle");
    Files.createDirectories(obstacle.getParent());
    Files.createFile(obstacle);
    Files.writeString(folder.resolve("origin.json"), "{\"study\": \"smoke\"}");

    assertThatIOException()
        .isThrownBy(() -> TinyStudy.of(folder, few).run())
        .withMessage(
            "cannot write %s: it is a folder; name a file", folder.resolve("cells.csv").toString());
    assertThat(results(folder, "result.json")).hasSize(5);

    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    assertThat(TinyStudy.of(folder, few).run().ran()).isZero();
    assertThat(TinyStudy.timelessCells(folder)).hasSize(1 + 2).allMatch(row -> !row.isEmpty());
  }
}
