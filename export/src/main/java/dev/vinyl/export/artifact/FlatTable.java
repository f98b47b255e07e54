package dev.vinyl.export.artifact;

import dev.vinyl.export.weights.WeightFileException;
import java.io.IOException;
import java.util.Optional;

/**
 * A table of a flatbuffers file: fields by number, each of which may be absent. Positions come from
 * the file and are checked by {@link FlatFile} at every access.
 */
final class FlatTable {
  private static final int VTABLE_HEAD = 4;

  private final FlatFile file;
  private final long position;
  private final long vtable;
  private final int vtableBytes;

  private FlatTable(FlatFile file, long position) throws IOException {
    this.file = file;
    this.position = position;
    this.vtable = position - file.int32(position);
    this.vtableBytes = file.uint16(vtable);
  }

  /** The table that the file begins with. */
  static FlatTable root(FlatFile file) throws IOException {
    return new FlatTable(file, file.target(0));
  }

  int int32(int field, int absent) throws IOException {
    long at = place(field);
    return at < 0 ? absent : file.int32(at);
  }

  long int64(int field, long absent) throws IOException {
    long at = place(field);
    return at < 0 ? absent : file.int64(at);
  }

  float float32(int field, float absent) throws IOException {
    return Float.intBitsToFloat(int32(field, Float.floatToRawIntBits(absent)));
  }

  boolean bool(int field) throws IOException {
    long at = place(field);
    return at >= 0 && file.int8(at) != 0;
  }

  Optional<FlatTable> table(int field) throws IOException {
    long at = place(field);
    return at < 0 ? Optional.empty() : Optional.of(new FlatTable(file, file.target(at)));
  }

  /** A text that must be there. */
  String text(int field, String what) throws IOException {
    long at = place(field);
    if (at < 0) {
      throw file.damaged(what + " is missing");
    }
    return file.text(file.target(at));
  }

  /** How many elements a vector has; 0 if it is absent. */
  int length(int field) throws IOException {
    long at = place(field);
    return at < 0 ? 0 : file.length(file.target(at));
  }

  /** Element of a vector of tables; the index is below {@link #length}. */
  FlatTable element(int field, int index) throws IOException {
    return new FlatTable(file, file.target(elements(field) + (long) index * Integer.BYTES));
  }

  /** A vector of int64; empty if it is absent. */
  long[] int64s(int field) throws IOException {
    int count = length(field);
    return count == 0 ? new long[0] : file.int64s(elements(field), count);
  }

  /** A vector of bytes read as little-endian floats; empty if it is absent. */
  float[] floats(int field) throws IOException {
    int bytes = length(field);
    return bytes == 0 ? new float[0] : file.floats(elements(field), bytes);
  }

  WeightFileException damaged(String problem) {
    return file.damaged(problem);
  }

  private long elements(int field) throws IOException {
    return file.target(place(field)) + Integer.BYTES;
  }

  /** Where the field's value is, or -1 if the table has no such field. */
  private long place(int field) throws IOException {
    int slot = VTABLE_HEAD + field * Short.BYTES;
    int offset = slot + Short.BYTES <= vtableBytes ? file.uint16(vtable + slot) : 0;
    return offset == 0 ? -1 : position + offset;
  }
}
