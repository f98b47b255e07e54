package dev.vinyl.runtime.internal.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reading parts of a file. */
public final class FileBytes {
  /** The JDK keeps a native buffer as large as a thread's largest read; this holds it small. */
  private static final int CHUNK_BYTES = 1 << 20;

  private FileBytes() {}

  /**
   * Reads from a position in the file until the buffer is full, that is, up to its limit. The
   * channel's own position stays.
   *
   * @throws EOFException if the file ends before
   * @throws IOException if it cannot be read
   */
  public static void readFully(FileChannel channel, ByteBuffer buffer, long position)
      throws IOException {
    int end = buffer.limit();
    long next = position;
    while (buffer.position() < end) {
      buffer.limit(Math.min(end, buffer.position() + CHUNK_BYTES));
      int count = channel.read(buffer, next);
      if (count < 0) {
        throw new EOFException("the file ends at byte " + next);
      }
      next += count;
    }
  }
}
