package dev.vinyl.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointsTest {
  @TempDir private Path folder;

  @Test
  void holdsStateAndProgressWithTheChecksumOfTheState() throws IOException {
    Path saved = checkpoints(2).save(10, 30, file -> Files.writeString(file, "abc"));

    assertThat(saved).isEqualTo(folder.resolve("epoch-0010"));
    assertThat(saved.resolve("state.ckpt")).hasContent("abc");
    // SHA-256 of "abc" as FIPS 180-2 gives it.
    assertThat(saved.resolve("progress.json"))
        .hasContent(
            "{\"epoch\":10,\"step\":30,\"sha256\":"
                + "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"}");
    assertThat(Checkpoints.verify(saved).step()).isEqualTo(30);
  }

  @Test
  void aFailingWriteLeavesNothingHalfWrittenAndKeepsTheOlderOnes() throws IOException {
    Checkpoints checkpoints = checkpoints(1);
    Path good = checkpoints.save(10, 30, file -> Files.writeString(file, "good"));

    assertThatIOException()
        .isThrownBy(
            () ->
                checkpoints.save(
                    20,
                    60,
                    file -> {
                      Files.writeString(file, "ha");
                      throw new IOException("No space left on device");
                    }))
        .withMessageContaining(folder.resolve("epoch-0020").toString())
        .withMessageContaining("the disk is full");

    try (Stream<Path> entries = Files.list(folder)) {
      assertThat(entries).containsExactly(good);
    }
    assertThat(Checkpoints.verify(good).epoch()).isEqualTo(10);
  }

  @Test
  void keepsTheNewestByEpochNumber() throws IOException {
    Checkpoints checkpoints = checkpoints(2);
    for (int epoch : List.of(9998, 9999, 10000, 10001)) {
      checkpoints.save(epoch, epoch, file -> Files.writeString(file, "state"));
    }

    assertThat(checkpoints.list())
        .containsExactly(folder.resolve("epoch-10000"), folder.resolve("epoch-10001"));
    assertThat(checkpoints.latest()).contains(folder.resolve("epoch-10001"));
  }

  @Test
  void leftoversOfAKilledRunAreNotCheckpoints() throws IOException {
    Files.createDirectory(folder.resolve(".epoch-0010.1b2c.tmp"));

    assertThat(checkpoints(2).list()).isEmpty();
    assertThat(checkpoints(2).latest()).isEmpty();
  }

  @Test
  void damagedStateIsNamed() throws IOException {
    Path saved = checkpoints(2).save(10, 30, file -> Files.writeString(file, "abc"));
    Files.writeString(saved.resolve("state.ckpt"), "abd");

    assertThatIOException()
        .isThrownBy(() -> Checkpoints.verify(saved))
        .withMessageStartingWith(saved.resolve("state.ckpt") + ": ")
        .withMessageContaining("checksum");
  }

  private Checkpoints checkpoints(int keepLast) {
    return new Checkpoints(folder, keepLast);
  }
}
