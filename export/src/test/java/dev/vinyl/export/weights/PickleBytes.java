package dev.vinyl.export.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Pickles of protocol 2 put together instruction by instruction, as Python's pickletools show. */
final class PickleBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  PickleBytes() {
    raw(0x80, 2);
  }

  PickleBytes raw(int... values) {
    for (int value : values) {
      bytes.write(value);
    }
    return this;
  }

  PickleBytes raw(String ascii) {
    bytes.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
    return this;
  }

  PickleBytes bytes(byte[] more) {
    bytes.writeBytes(more);
    return this;
  }

  PickleBytes text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    raw('X').raw(littleEndian(utf8.length, Integer.BYTES));
    bytes.writeBytes(utf8);
    return this;
  }

  /** As LONG1, whatever its size. */
  PickleBytes whole(long value) {
    return raw(0x8a, Long.BYTES).raw(littleEndian(value, Long.BYTES));
  }

  PickleBytes real(double value) {
    return raw('G').raw(littleEndian(Long.reverseBytes(Double.doubleToLongBits(value)), 8));
  }

  PickleBytes global(String module, String name) {
    return raw("c" + module + "\n" + name + "\n");
  }

  PickleBytes tuple(long... values) {
    raw('(');
    for (long value : values) {
      whole(value);
    }
    return raw('t');
  }

  PickleBytes emptyOrderedDict() {
    return global("collections", "OrderedDict").raw(')', 'R');
  }

  PickleBytes storage(String type, String key, long count) {
    raw('(').text("storage").global("torch", type).text(key).text("cpu");
    return whole(count).raw('t', 'Q');
  }

  /** A view of a storage: _rebuild_tensor_v2(storage, offset, shape, strides, False, {}). */
  PickleBytes tensor(
      String type, String key, long count, long offset, long[] shape, long... strides) {
    global("torch._utils", "_rebuild_tensor_v2").raw('(').storage(type, key, count);
    whole(offset).tuple(shape).tuple(strides).raw(0x89).emptyOrderedDict();
    return raw('t', 'R');
  }

  /** The whole of a storage as a vector. */
  PickleBytes vector(String type, String key, long count) {
    return tensor(type, key, count, 0, new long[] {count}, 1);
  }

  byte[] stop() {
    return raw('.').bytes.toByteArray();
  }

  private static int[] littleEndian(long value, int count) {
    ByteBuffer buffer = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(value);
    int[] values = new int[count];
    for (int i = 0; i < count; i++) {
      values[i] = buffer.get(i);
    }
    return values;
  }
}
