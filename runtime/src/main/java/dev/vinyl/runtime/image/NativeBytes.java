package dev.vinyl.runtime.image;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/** Bytes outside Java's memory, kept from use to use; they grow as needed. Not thread-safe. */
final class NativeBytes implements AutoCloseable {
  private static final ByteBuffer NONE = ByteBuffer.allocateDirect(0);

  private BytePointer memory = new BytePointer();
  private ByteBuffer view = NONE;

  /**
   * At least so many bytes; what was in them is lost when they have to grow. The buffer must not be
   * used after the next call or {@link #close()}.
   *
   * @throws OutOfMemoryError if JavaCPP refuses that many
   */
  ByteBuffer reserve(int bytes) {
    if (view.capacity() < bytes) {
      close();
      memory = new BytePointer((long) bytes + bytes / 4);
      view = memory.asByteBuffer();
    }
    return view;
  }

  /** Where the bytes start. */
  BytePointer pointer() {
    return memory;
  }

  /** How many there is room for. */
  long capacity() {
    return view.capacity();
  }

  /** Gives the memory back; reserving takes new memory. */
  @Override
  public void close() {
    view = NONE;
    memory.close();
    memory = new BytePointer();
  }
}
