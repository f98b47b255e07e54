package dev.vinyl.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class RecordingOutputStreamTest {

  @Test
  void passesBytesOn() {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    RecordingOutputStream stream = new RecordingOutputStream(target);
    print(stream, "scores");
    assertThat(target.toString(StandardCharsets.UTF_8)).isEqualTo("scores");
    assertThat(stream.failure()).isEmpty();
  }

  @Test
  void remembersThatTheDiskIsFull() {
    RecordingOutputStream stream = new RecordingOutputStream(failing("No space left on device"));
    print(stream, "scores");
    assertThat(stream.failure())
        .get()
        .extracting(IOException::getMessage)
        .isEqualTo("cannot write to standard output: No space left on device");
  }

  @Test
  void readerWhoHasSeenEnoughIsNoFailure() {
    RecordingOutputStream stream = new RecordingOutputStream(failing("Broken pipe"));
    print(stream, "scores");
    assertThat(stream.failure()).isEmpty();
  }

  private static void print(OutputStream stream, String text) {
    PrintWriter writer = new PrintWriter(stream, false, StandardCharsets.UTF_8);
    writer.print(text);
    writer.flush();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
