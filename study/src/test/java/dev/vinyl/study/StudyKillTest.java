package dev.vinyl.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.fixtures.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study that is killed at random moments until it is done has the same cells and scores. */
@Timeout(300)
final class StudyKillTest {
  private static final int MOST_KILLS = 6;

  @TempDir private Path folder;
  private final Random random = new Random(5);

  @Test
  void killedStudyEndsWithTheSameScores(TestReporter reporter) throws Exception {
    Path straight = folder.resolve("straight");
    long start = System.nanoTime();
    assertThat(start(straight).waitFor()).as("%s", log()).isZero();
    long nanos = System.nanoTime() - start;

    Path killed = folder.resolve("killed");
    int kills = 0;
    boolean ended = false;
    while (!ended) {
      Process process = start(killed);
      // at any moment of what an undisturbed run takes, but for the last one
      long patience = kills < MOST_KILLS ? (long) (random.nextDouble() * nanos) : Long.MAX_VALUE;
      ended = process.waitFor(patience, TimeUnit.NANOSECONDS);
      if (ended) {
        assertThat(process.exitValue()).as("%s", log()).isZero();
      } else {
        ChildJvm.kill(process);
        kills++;
      }
    }
    reporter.publishEntry("kills", Integer.toString(kills));
    assertThat(kills).isPositive();
    assertThat(TinyStudy.timelessCells(killed)).isEqualTo(TinyStudy.timelessCells(straight));
    assertThat(TinyStudy.timelessCells(killed)).hasSize(1 + 2 * 2 * 2);
    try (Stream<Path> files = Files.walk(killed)) {
      assertThat(files).noneMatch(file -> file.toString().endsWith(".tmp"));
    }
  }

  private Process start(Path study) throws IOException {
    return ChildJvm.small()
        .command(KilledStudy.class, study.toString())
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("log"));
  }
}
