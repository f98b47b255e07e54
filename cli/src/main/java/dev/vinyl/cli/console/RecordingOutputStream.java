package dev.vinyl.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the first error of writing, which {@link java.io.PrintWriter} would hide. A reader who
 * closed the pipe, as {@code head} does, is no error.
 */
public final class RecordingOutputStream extends FilterOutputStream {
  private @Nullable IOException failure;
  private boolean closedByReader;

  /** Writes through to {@code target}. */
  public RecordingOutputStream(OutputStream target) {
    super(target);
  }

  /** What went wrong first, if it matters to the user. */
  public Optional<IOException> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      remember(e);
      throw e;
    }
  }

  private void remember(IOException e) {
    String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    if (message.contains("broken pipe")) {
      closedByReader = true;
    } else if (failure == null && !closedByReader) {
      failure = new IOException("cannot write to standard output: " + e.getMessage(), e);
    }
  }
}
