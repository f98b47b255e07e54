package dev.vinyl.runtime.internal.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBytesTest {
  @TempDir Path folder;

  @Test
  void readsMoreThanOneChunk() throws IOException {
    byte[] content = new byte[(1 << 21) + 100];
    new Random(1).nextBytes(content);
    ByteBuffer buffer = ByteBuffer.allocate(content.length - 7);
    try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("file"), content))) {
      FileBytes.readFully(channel, buffer, 7);
      assertThat(channel.position()).isZero();
    }
    assertThat(buffer.hasRemaining()).isFalse();
    assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(content, 7, content.length));
  }

  @Test
  void stopsAtTheLimit() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(4).limit(2);
    try (FileChannel channel =
        FileChannel.open(Files.write(folder.resolve("file"), new byte[] {1, 2, 3, 4}))) {
      FileBytes.readFully(channel, buffer, 1);
    }
    assertThat(buffer.array()).containsExactly(2, 3, 0, 0);
    assertThat(buffer.limit()).isEqualTo(2);
  }

  @Test
  void refusesToReadPastTheEnd() throws IOException {
    try (FileChannel channel = FileChannel.open(Files.write(folder.resolve("file"), new byte[3]))) {
      assertThatThrownBy(() -> FileBytes.readFully(channel, ByteBuffer.allocate(4), 0))
          .isInstanceOf(EOFException.class)
          .hasMessage("the file ends at byte 3");
    }
  }
}
