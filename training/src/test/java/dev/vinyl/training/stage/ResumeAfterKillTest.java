package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.fixtures.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training process that is killed ten times without warning, at random moments, and started again
 * each time by the same command, ends with the same bytes as one that is left alone.
 */
@Timeout(600)
final class ResumeAfterKillTest {
  /** A process is killed at most so many lines of metrics, of 260, after it has begun to train. */
  private static final int MOST_LINES = 24;

  private static final double MOST_NANOS = 3e6;

  @TempDir private Path folder;
  private final Random random = new Random(11);

  /** When a process is killed; each has a random delay besides. */
  private enum Moment {
    /** Before the first step. */
    START_UP,
    /** Some lines of metrics later. */
    STEPS,
    /** While it writes a checkpoint. */
    CHECKPOINT
  }

  @Test
  void plainEngineWithGroupsAndAnAverageEndsWithTheSameBytes(TestReporter reporter)
      throws IOException {
    DrawnFiles.writeColours(folder.resolve("data"), 8); // 21 are trained on, 3 held
    killedTenTimesEndsWithTheSameBytes(KilledTraining.PLAIN, reporter);
  }

  @Test
  @Tag("slow")
  void trainingApiEndsWithTheSameBytes(TestReporter reporter) throws IOException {
    DrawnFiles.writeBars(folder.resolve("data"), 20); // 18 are trained on, 2 held
    killedTenTimesEndsWithTheSameBytes(KilledTraining.TRAINING_API, reporter);
  }

  private void killedTenTimesEndsWithTheSameBytes(String engine, TestReporter reporter)
      throws IOException {
    Path straight = folder.resolve("straight");
    long start = System.nanoTime();
    Process alone = start(engine, straight, KilledTraining.EPOCHS);
    awaitMetrics(alone, straight, 0);
    long startUp = System.nanoTime() - start;
    assertEnded(alone);

    Path killed = folder.resolve("killed");
    List<String> kills = new ArrayList<>();
    for (Moment moment : tenMoments()) {
      int last = (KilledTraining.EPOCHS - 2) * (kills.size() + 1) / 10;
      kills.add(startAndKill(engine, killed, moment, startUp, last));
    }
    assertThat(kills).hasSize(10);
    assertThat(killed.resolve("encoder.safetensors")).as("before the end").doesNotExist();
    assertEnded(start(engine, killed, KilledTraining.EPOCHS));

    reporter.publishEntry(engine, String.join("; ", kills));
    Path last = Path.of("checkpoints", "epoch-%04d".formatted(KilledTraining.EPOCHS), "state.ckpt");
    for (Path file : List.of(Path.of("encoder.safetensors"), Path.of("head.safetensors"), last)) {
      assertThat(killed.resolve(file)).hasSameBinaryContentAs(straight.resolve(file));
    }
    assertThat(timeless(metrics(killed))).isEqualTo(timeless(metrics(straight)));
    try (Stream<Path> parts = Files.walk(killed)) {
      assertThat(parts).noneMatch(part -> part.toString().endsWith(".tmp"));
    }
  }

  private List<Moment> tenMoments() {
    List<Moment> moments = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      moments.add(Moment.values()[i % 3]);
    }
    Collections.shuffle(moments, random);
    return moments;
  }

  /** Kills a process, and says where it was. */
  private String startAndKill(String engine, Path run, Moment moment, long startUp, int last)
      throws IOException {
    Files.deleteIfExists(KilledTraining.still(run));
    Process process = start(engine, run, last);
    if (moment == Moment.START_UP) {
      sleep(random.nextDouble() * startUp);
    } else {
      awaitMetrics(process, run, lines(run));
      awaitMetrics(process, run, lines(run) + random.nextInt(MOST_LINES));
      while (moment == Moment.CHECKPOINT && unfinished(run).isEmpty() && !standsStill(run)) {
        pause(process);
      }
      sleep(random.nextDouble() * MOST_NANOS);
    }
    requireAlive(process);
    ChildJvm.kill(process);
    return "%s at line %d%s"
        .formatted(
            moment,
            lines(run),
            unfinished(run).isEmpty() ? "" : " while it wrote " + unfinished(run).get(0));
  }

  private Process start(String engine, Path run, int last) throws IOException {
    return ChildJvm.small()
        .command(
            KilledTraining.class,
            engine,
            folder.resolve("data").toString(),
            run.toString(),
            Integer.toString(last))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
        .start();
  }

  private Path log() {
    return folder.resolve("log");
  }

  private static Path metrics(Path run) {
    return run.resolve("metrics.jsonl");
  }

  /** Waits for a line of metrics after this one. */
  private void awaitMetrics(Process process, Path run, long line) throws IOException {
    while (lines(run) <= line && !standsStill(run)) {
      pause(process);
    }
  }

  private void pause(Process process) throws IOException {
    requireAlive(process);
    sleep(200_000);
  }

  private void requireAlive(Process process) throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(
          "ended by itself with exit code %d: %s"
              .formatted(process.exitValue(), Files.readString(log())));
    }
  }

  private void assertEnded(Process process) throws IOException {
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      throw new IOException("interrupted while a training ran", e);
    }
    assertThat(log()).content().isEmpty();
    assertThat(process.exitValue()).isZero();
  }

  private static boolean standsStill(Path run) {
    return Files.exists(KilledTraining.still(run));
  }

  private static List<String> unfinished(Path run) throws IOException {
    Path checkpoints = run.resolve("checkpoints");
    if (!Files.isDirectory(checkpoints)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> name.endsWith(".tmp"))
          .map(name -> name.substring(1, name.indexOf('.', 1)))
          .toList();
    }
  }

  private static long lines(Path run) throws IOException {
    Path metrics = metrics(run);
    if (!Files.exists(metrics)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(metrics)) {
      return lines.count();
    }
  }

  private static void sleep(double nanos) {
    LockSupport.parkNanos((long) nanos);
  }

  /** The lines without what depends on the machine. */
  private static List<String> timeless(Path metrics) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(metrics)) {
      ObjectNode node = (ObjectNode) new ObjectMapper().readTree(line);
      node.remove(List.of("time", "imagesPerSecond", "seconds", "dataWaitSeconds"));
      lines.add(node.toString());
    }
    return lines;
  }
}
