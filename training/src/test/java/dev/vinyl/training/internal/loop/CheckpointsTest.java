package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.training.loop.TrainingResult.Best;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
  @TempDir private Path folder;
  private Checkpoints checkpoints;

  @BeforeEach
  void openTheFolder() {
    checkpoints = new Checkpoints(folder);
  }

  @Test
  void holdsStateAndProgressWithTheChecksumOfTheState() throws IOException {
    Path saved = checkpoints.save(after(10, 0, null), 2, file -> Files.writeString(file, "abc"));

    assertThat(saved).isEqualTo(folder.resolve("epoch-0010"));
    assertThat(saved.resolve("state.ckpt")).hasContent("abc");
    // SHA-256 of "abc" as FIPS 180-2 gives it.
    assertThat(saved.resolve("progress.json"))
        .hasContent(
            "{\"sha256\":"
                + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
                + "\"progress\":{\"epoch\":10,\"batch\":0,\"step\":30,\"lossSum\":0.0,\"images\":0,"
                + "\"rateFactor\":1.0,\"metricsBytes\":0}}");
  }

  @Test
  void progressComesBackEqualToTheLastBit() throws IOException {
    TrainerState progress =
        new TrainerState(
            3, 7, 37, 1.0 / 3, 448, 0.25, 123_456_789_012L, new Best(2, Math.sqrt(0.5)));

    Path saved = checkpoints.save(progress, 2, file -> Files.writeString(file, "abc"));

    assertThat(saved).isEqualTo(folder.resolve("epoch-0003-batch-000007"));
    Checkpoint verified = Checkpoints.verify(saved);
    assertThat(verified.progress()).isEqualTo(progress);
    assertThat(verified.state()).hasContent("abc");
  }

  @Test
  void aFailingWriteLeavesNothingHalfWrittenAndKeepsTheOlderOnes() throws IOException {
    Path good = checkpoints.save(after(10, 0, null), 1, file -> Files.writeString(file, "good"));

    assertThatIOException()
        .isThrownBy(
            () ->
                checkpoints.save(
                    after(20, 0, null),
                    1,
                    file -> {
                      Files.writeString(file, "ha");
                      throw new IOException("No space left on device");
                    }))
        .withMessage(
            "cannot write %s: the disk is full; free some space or choose another folder",
            folder.resolve("epoch-0020"));

    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(good);
    }
    assertThat(Checkpoints.verify(good).progress().epoch()).isEqualTo(10);
  }

  @Test
  void keepsTheNewestByEpochAndBatch() throws IOException {
    save(after(9998, 0, null), 2);
    save(after(9999, 0, null), 2);
    save(after(9999, 2, null), 2);
    save(after(9999, 10, null), 2);
    assertThat(names()).containsExactly("epoch-9999-batch-000002", "epoch-9999-batch-000010");

    save(after(10000, 0, null), 2);
    save(after(10001, 0, null), 2);
    assertThat(names()).containsExactly("epoch-10000", "epoch-10001");
    assertThat(checkpoints.latest()).contains(folder.resolve("epoch-10001"));
  }

  @Test
  void keepsTheBestBesidesUntilThereIsABetterOne() throws IOException {
    save(after(1, 0, new Best(1, 0.5)), 1);
    save(after(2, 0, new Best(1, 0.5)), 1);
    save(after(3, 0, new Best(1, 0.5)), 1);
    assertThat(names()).containsExactly("epoch-0001", "epoch-0003");

    save(after(4, 0, new Best(4, 0.6)), 1);
    assertThat(names()).containsExactly("epoch-0004");
  }

  @Test
  void leftoversOfAKilledRunAreNotCheckpoints() throws IOException {
    Files.createDirectory(folder.resolve(".epoch-0010.1b2c.tmp"));

    assertThat(checkpoints.list()).isEmpty();
    assertThat(checkpoints.latest()).isEmpty();
    assertThat(checkpoints.latestIntact()).isEmpty();
  }

  @Test
  void theNewestWholeOneIsFoundAndDamagedOnesAreNamed() throws IOException {
    save(after(1, 0, null), 3);
    save(after(2, 0, null), 3);
    save(after(2, 1, null), 3);
    Path progress = folder.resolve("epoch-0002-batch-000001/progress.json");
    Files.writeString(progress, "");
    Path state = folder.resolve("epoch-0002/state.ckpt");
    Files.writeString(state, "other");

    try (LogCapture log = LogCapture.of(Checkpoints.class)) {
      Checkpoint found = checkpoints.latestIntact().orElseThrow();
      assertThat(found.folder()).isEqualTo(folder.resolve("epoch-0001"));
      assertThat(log.lines())
          .containsExactly(
              "WARN checkpoint %s: is damaged; the one before it is used".formatted(progress),
              "WARN checkpoint %s: is damaged, its checksum differs; the one before it is used"
                  .formatted(state));
    }
  }

  @Test
  void damagedFilesAreNamed() throws IOException {
    Path saved = checkpoints.save(after(7, 0, null), 2, file -> Files.writeString(file, "1.0"));
    Path progress = saved.resolve("progress.json");
    String good = Files.readString(progress);
    for (String bad :
        List.of(
            "", "null", "{}", "[]", good.replace(",\"progress", ",\"prog"), "{\"sha256\":\"0\"}")) {
      Files.writeString(progress, bad);
      assertThatIOException()
          .as(bad)
          .isThrownBy(() -> Checkpoints.verify(saved))
          .withMessage("checkpoint " + progress + ": is damaged");
    }

    Files.writeString(progress, good.replace("sha256\":\"", "sha256\":\"f"));
    assertStateIsDamaged(saved);
    Files.writeString(progress, good);
    Checkpoints.verify(saved);
    Files.writeString(saved.resolve("state.ckpt"), "1.5");
    assertStateIsDamaged(saved);
    Files.delete(saved.resolve("state.ckpt"));
    assertStateIsDamaged(saved);
  }

  private static void assertStateIsDamaged(Path saved) {
    assertThatIOException()
        .isThrownBy(() -> Checkpoints.verify(saved))
        .withMessage(
            "checkpoint %s: is damaged, its checksum differs", saved.resolve("state.ckpt"));
  }

  private void save(TrainerState progress, int keepLast) throws IOException {
    checkpoints.save(progress, keepLast, file -> Files.writeString(file, "state"));
  }

  private List<String> names() throws IOException {
    return checkpoints.list().stream().map(path -> path.getFileName().toString()).toList();
  }

  private static TrainerState after(int epoch, int batch, @Nullable Best best) {
    return new TrainerState(epoch, batch, 3L * epoch + batch, 0, 0, 1, 0, best);
  }
}
