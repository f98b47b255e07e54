package dev.vinyl.export.artifact;

import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.runtime.io.FileBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Reads a flatbuffers file that may be damaged. Nothing outside the file is touched. Texts and
 * values together may not exceed the file's size: in a sound file each stands once, and a file
 * whose offsets lead again and again to the same bytes cannot exhaust the memory.
 */
final class FlatFile {
  private final Path path;
  private final FileChannel channel;
  private final long size;
  private long unclaimed;

  /** Reads from the channel, which the caller closes. */
  FlatFile(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
    this.unclaimed = size;
  }

  WeightFileException damaged(String problem) {
    return new WeightFileException(path, "damaged, or no ONNX Runtime checkpoint: " + problem);
  }

  /** Four characters at byte 4 that say what kind of file this is. */
  String identifier() throws IOException {
    if (size < 2 * Integer.BYTES) {
      throw damaged("it has %d bytes".formatted(size));
    }
    return StandardCharsets.ISO_8859_1.decode(read(Integer.BYTES, Integer.BYTES)).toString();
  }

  byte int8(long position) throws IOException {
    return read(position, Byte.BYTES).get();
  }

  int uint16(long position) throws IOException {
    return Short.toUnsignedInt(read(position, Short.BYTES).getShort());
  }

  int int32(long position) throws IOException {
    return read(position, Integer.BYTES).getInt();
  }

  long int64(long position) throws IOException {
    return read(position, Long.BYTES).getLong();
  }

  /** Follows the offset that stands at a position. */
  long target(long position) throws IOException {
    return position + Integer.toUnsignedLong(int32(position));
  }

  /** How many elements the vector at a position has. */
  int length(long vector) throws IOException {
    int length = int32(vector);
    if (length < 0 || length > size) {
      throw damaged("a vector of %s elements".formatted(Integer.toUnsignedString(length)));
    }
    return length;
  }

  String text(long position) throws IOException {
    int bytes = length(position);
    return StandardCharsets.UTF_8.decode(claim(position + Integer.BYTES, bytes)).toString();
  }

  long[] int64s(long position, int count) throws IOException {
    long[] values = new long[count];
    claim(position, (long) count * Long.BYTES).asLongBuffer().get(values);
    return values;
  }

  float[] floats(long position, int bytes) throws IOException {
    if (bytes % Float.BYTES != 0) {
      throw damaged("%d bytes are no float32 values".formatted(bytes));
    }
    ByteBuffer source = claim(position, bytes);
    float[] values = new float[bytes / Float.BYTES];
    source.asFloatBuffer().get(values);
    return values;
  }

  private ByteBuffer claim(long position, long count) throws IOException {
    unclaimed -= count;
    if (unclaimed < 0) {
      throw damaged("more values than the file has bytes");
    }
    return read(position, count);
  }

  private ByteBuffer read(long position, long count) throws IOException {
    if (position < 0 || count > size || position > size - count) {
      throw damaged("byte %d is asked for, and the file has %d".formatted(position, size));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
    FileBytes.readFully(channel, bytes, position);
    return bytes.flip();
  }
}
