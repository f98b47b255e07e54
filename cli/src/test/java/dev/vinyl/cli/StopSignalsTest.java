package dev.vinyl.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A training that is asked to stop from outside, in a process of its own. */
@DisabledOnOs(OS.WINDOWS)
final class StopSignalsTest {
  private static final int LONG_ENOUGH_SECONDS = 120;

  @TempDir static Path folder;
  private static Workspace pets;

  @BeforeAll
  static void draw() {
    pets = Workspace.create(folder);
  }

  @Test
  void sigtermFinishesTheStepSavesAndLeavesARunThatEndsAsIfNothingHadHappened() throws Exception {
    Path straight = folder.resolve("straight");
    Path stopped = folder.resolve("stopped");
    assertThat(pets.finetune(straight, "--set", "epochs=60").exitCode()).isZero();

    Process process = start(stopped);
    while (process.isAlive() && lines(stopped.resolve("metrics.jsonl")) < 10) {
      Thread.sleep(20);
    }
    process.toHandle().destroy(); // SIGTERM, and leaves the streams open
    assertThat(process.waitFor(LONG_ENOUGH_SECONDS, TimeUnit.SECONDS)).isTrue();
    String said = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.exitValue()).as(said).isEqualTo(130);
    assertThat(said).contains("stopping after this step");
    assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).contains("--resume");
    assertThat(stopped.resolve("encoder.safetensors")).doesNotExist();

    assertThat(pets.finetune(stopped, "--set", "epochs=60", "--resume").exitCode()).isZero();
    for (String weights : List.of("encoder.safetensors", "head.safetensors")) {
      assertThat(stopped.resolve(weights)).hasSameBinaryContentAs(straight.resolve(weights));
    }
  }

  private static Process start(Path out) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.vinyl.cli.Main"));
    command.addAll(pets.command(out, "--set", "epochs=60"));
    return new ProcessBuilder(command).start();
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }
}
