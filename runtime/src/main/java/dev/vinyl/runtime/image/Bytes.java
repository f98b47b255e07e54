package dev.vinyl.runtime.image;

import java.io.EOFException;

/** Numbers inside a byte array; whatever lies beyond its end is an {@link EOFException}. */
final class Bytes {
  private Bytes() {}

  static int u8(byte[] bytes, long at) throws EOFException {
    if (at < 0 || at >= bytes.length) {
      throw new EOFException("byte %d of %d".formatted(at, bytes.length));
    }
    return bytes[(int) at] & 0xff;
  }

  static int u16BigEndian(byte[] bytes, long at) throws EOFException {
    return u8(bytes, at) << 8 | u8(bytes, at + 1);
  }

  static long u32BigEndian(byte[] bytes, long at) throws EOFException {
    return (long) u16BigEndian(bytes, at) << 16 | u16BigEndian(bytes, at + 2);
  }

  static int u16LittleEndian(byte[] bytes, long at) throws EOFException {
    return u8(bytes, at + 1) << 8 | u8(bytes, at);
  }

  static int u24LittleEndian(byte[] bytes, long at) throws EOFException {
    return u8(bytes, at + 2) << 16 | u16LittleEndian(bytes, at);
  }

  static long u32LittleEndian(byte[] bytes, long at) throws EOFException {
    return (long) u16LittleEndian(bytes, at + 2) << 16 | u16LittleEndian(bytes, at);
  }

  static boolean startsWith(byte[] bytes, int at, int... expected) {
    if (bytes.length - at < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes[at + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** Checks that {@code length} bytes from {@code from} are there. */
  static void require(byte[] bytes, long from, long length) throws EOFException {
    if (from < 0 || length < 0 || from + length > bytes.length) {
      throw new EOFException("bytes %d to %d of %d".formatted(from, from + length, bytes.length));
    }
  }
}
