package dev.vinyl.export.internal.artifact;

import com.google.flatbuffers.Table;
import dev.vinyl.export.weights.WeightFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A table of a checkpoint that may be damaged: fields by number, each of which may be absent.
 *
 * <p>No offset leads out of the file: the buffer refuses that by {@link IndexOutOfBoundsException},
 * which any method may throw. Texts and values together may not exceed the file's size: in a sound
 * file each stands once, and a file whose offsets lead again and again to the same bytes cannot
 * exhaust the memory.
 */
final class CheckpointTable extends Table {
  private static final int VTABLE_HEAD = 4;

  /** What all tables of a file share. */
  private static final class Source {
    private final Path path;
    private long unclaimed;

    Source(Path path, long unclaimed) {
      this.path = path;
      this.unclaimed = unclaimed;
    }
  }

  private final Source source;

  private CheckpointTable(Source source, int position, ByteBuffer bytes) {
    this.source = source;
    __reset(position, bytes);
  }

  /** The table that a file begins with. */
  static CheckpointTable root(Path path, ByteBuffer bytes) throws WeightFileException {
    if (bytes.limit() < 2 * Integer.BYTES) {
      throw damaged(path, "it has %d bytes".formatted(bytes.limit()));
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    if (!__has_identifier(bytes, CheckpointFormat.IDENTIFIER)) {
      throw damaged(path, "it does not begin like one");
    }
    return new CheckpointTable(new Source(path, bytes.limit()), __indirect(0, bytes), bytes);
  }

  static WeightFileException damaged(Path path, String problem) {
    return new WeightFileException(path, "damaged, or no ONNX Runtime checkpoint: " + problem);
  }

  WeightFileException damaged(String problem) {
    return damaged(source.path, problem);
  }

  int int32(int field, int absent) {
    int offset = offset(field);
    return offset == 0 ? absent : bb.getInt(bb_pos + offset);
  }

  long int64(int field, long absent) {
    int offset = offset(field);
    return offset == 0 ? absent : bb.getLong(bb_pos + offset);
  }

  float float32(int field, float absent) {
    int offset = offset(field);
    return offset == 0 ? absent : bb.getFloat(bb_pos + offset);
  }

  boolean bool(int field) {
    int offset = offset(field);
    return offset != 0 && bb.get(bb_pos + offset) != 0;
  }

  Optional<CheckpointTable> table(int field) {
    int offset = offset(field);
    return offset == 0 ? Optional.empty() : Optional.of(at(bb_pos + offset));
  }

  /** A text that must be there. */
  String text(int field, String what) throws WeightFileException {
    int offset = offset(field);
    if (offset == 0) {
      throw damaged(what + " is missing");
    }
    int text = __indirect(bb_pos + offset);
    ByteBuffer bytes = claim(text + Integer.BYTES, bb.getInt(text));
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** How many elements a vector has; 0 if it is absent. */
  int length(int field) throws WeightFileException {
    int offset = offset(field);
    int length = offset == 0 ? 0 : __vector_len(offset);
    if (length < 0 || length > bb.limit()) {
      throw damaged("a vector of %s elements".formatted(Integer.toUnsignedString(length)));
    }
    return length;
  }

  /** Element of a vector of tables; the index is below {@link #length}. */
  CheckpointTable element(int field, int index) {
    return at(__vector(offset(field)) + index * Integer.BYTES);
  }

  /** A vector of int64; empty if it is absent. */
  long[] int64s(int field) throws WeightFileException {
    int count = length(field);
    if (count == 0) {
      return new long[0];
    }
    ByteBuffer bytes = claim(__vector(offset(field)), (long) count * Long.BYTES);
    long[] values = new long[count];
    bytes.asLongBuffer().get(values);
    return values;
  }

  /** A vector of bytes read as little-endian floats; empty if it is absent. */
  float[] floats(int field) throws WeightFileException {
    int count = length(field);
    if (count % Float.BYTES != 0) {
      throw damaged("%d bytes are no float32 values".formatted(count));
    }
    if (count == 0) {
      return new float[0];
    }
    ByteBuffer bytes = claim(__vector(offset(field)), count);
    float[] values = new float[count / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }

  /** Where a field's value is, from the table on; 0 if the table has no such field. */
  private int offset(int field) {
    return Short.toUnsignedInt((short) __offset(VTABLE_HEAD + field * Short.BYTES));
  }

  private CheckpointTable at(int position) {
    return new CheckpointTable(source, __indirect(position), bb);
  }

  private ByteBuffer claim(int position, long count) throws WeightFileException {
    source.unclaimed -= count;
    if (count < 0 || source.unclaimed < 0) {
      throw damaged("more values than the file has bytes");
    }
    return bb.slice(position, (int) count).order(ByteOrder.LITTLE_ENDIAN);
  }
}
