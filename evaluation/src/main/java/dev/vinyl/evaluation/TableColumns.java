package dev.vinyl.evaluation;

import dev.vinyl.data.arrow.ArrowColumn;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Java values as columns of Arrow's format. */
final class TableColumns {
  private TableColumns() {}

  /** UTF-8 text without nulls. */
  static <T> ArrowColumn text(List<T> rows, Function<T, String> of) {
    List<byte[]> values =
        rows.stream().map(row -> of.apply(row).getBytes(StandardCharsets.UTF_8)).toList();
    ByteBuffer offsets = buffer(Integer.BYTES * (rows.size() + 1));
    ByteBuffer bytes = buffer(values.stream().mapToInt(v -> v.length).reduce(0, Math::addExact));
    offsets.putInt(0);
    for (byte[] value : values) {
      bytes.put(value);
      offsets.putInt(bytes.position());
    }
    return new ArrowColumn(rows.size(), 0, buffer(0), offsets.flip(), bytes.flip());
  }

  static ArrowColumn ints(int[] values) {
    ByteBuffer bytes = buffer(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return new ArrowColumn(values.length, 0, buffer(0), bytes);
  }

  /** NaN becomes null. */
  static ArrowColumn doubles(double[] values) {
    ByteBuffer bytes = buffer(Double.BYTES * values.length);
    byte[] valid = new byte[(values.length + 7) / 8];
    int nulls = 0;
    for (int i = 0; i < values.length; i++) {
      bytes.putDouble(values[i]);
      if (Double.isNaN(values[i])) {
        nulls++;
      } else {
        valid[i / 8] |= (byte) (1 << (i % 8));
      }
    }
    ByteBuffer validity = nulls == 0 ? buffer(0) : ByteBuffer.wrap(valid);
    return new ArrowColumn(values.length, nulls, validity, bytes.flip());
  }

  /** Lists of one size, [rows, size]. */
  static ArrowColumn longLists(long[] values, int size) {
    ByteBuffer bytes = buffer(Long.BYTES * values.length);
    bytes.asLongBuffer().put(values);
    ArrowColumn items = new ArrowColumn(values.length, 0, buffer(0), bytes);
    return new ArrowColumn(values.length / size, 0, List.of(buffer(0)), List.of(items));
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
