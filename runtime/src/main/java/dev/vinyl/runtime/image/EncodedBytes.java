package dev.vinyl.runtime.image;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * An encoded image's bytes, in Java's memory or outside it, and the numbers inside them. Whatever
 * lies beyond their end is an {@link EOFException}.
 */
final class EncodedBytes {
  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;

  private final ByteBuffer bytes;
  private final int length;

  /**
   * Wraps bytes; shared, not copied.
   *
   * @param bytes from index 0 to the limit; the position does not matter
   */
  EncodedBytes(ByteBuffer bytes) {
    this.bytes = bytes;
    this.length = bytes.limit();
  }

  /** How many there are. */
  int length() {
    return length;
  }

  /** A copy of the first bytes: so many, or all that there are. */
  byte[] first(int most) {
    byte[] first = new byte[Math.min(most, length)];
    bytes.get(0, first);
    return first;
  }

  /** The byte at an index that is known to be there. */
  int get(int at) {
    return bytes.get(at) & 0xff;
  }

  int u8(long at) throws EOFException {
    if (at < 0 || at >= length) {
      throw new EOFException("byte %d of %d".formatted(at, length));
    }
    return bytes.get((int) at) & 0xff;
  }

  int u16BigEndian(long at) throws EOFException {
    return u8(at) << 8 | u8(at + 1);
  }

  long u32BigEndian(long at) throws EOFException {
    return (long) u16BigEndian(at) << 16 | u16BigEndian(at + 2);
  }

  int u16LittleEndian(long at) throws EOFException {
    return u8(at + 1) << 8 | u8(at);
  }

  int u24LittleEndian(long at) throws EOFException {
    return u8(at + 2) << 16 | u16LittleEndian(at);
  }

  long u32LittleEndian(long at) throws EOFException {
    return (long) u16LittleEndian(at + 2) << 16 | u16LittleEndian(at);
  }

  boolean startsWith(int at, int... expected) {
    if (length - at < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if ((bytes.get(at + i) & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }

  /** The first place at or after {@code from} that holds 0xff. */
  int indexOfFf(int from) throws EOFException {
    int at = from;
    while (at <= length - Long.BYTES && !holdsFf(bytes.getLong(at))) {
      at += Long.BYTES;
    }
    while (u8(at) != 0xff) {
      at++;
    }
    return at;
  }

  /** Whether one of eight bytes is 0xff: subtracting 1 from its inverse borrows from above. */
  private static boolean holdsFf(long eight) {
    return (~eight - LOWEST_BITS & eight & HIGHEST_BITS) != 0;
  }

  /** Checks that {@code count} bytes from {@code from} are there. */
  void require(long from, long count) throws EOFException {
    if (from < 0 || count < 0 || from + count > length) {
      throw new EOFException("bytes %d to %d of %d".formatted(from, from + count, length));
    }
  }

  /** The bytes from {@code from} to before {@code to}; shared. */
  EncodedBytes part(int from, int to) {
    return new EncodedBytes(bytes.slice(from, to - from));
  }

  /** Moves {@code count} bytes to another place among these. */
  void move(int from, int count, int to) {
    bytes.put(to, bytes, from, count);
  }

  /** Puts another byte in the place of one that is there. */
  void put(int at, int value) {
    bytes.put(at, (byte) value);
  }

  /** Puts four other bytes in the place of some that are there, the highest first. */
  void putInt(int at, int value) {
    bytes.slice(at, Integer.BYTES).putInt(value);
  }

  /** The CRC-32 of {@code count} bytes, as PNG and zip compute it. */
  long crc32(int from, int count) {
    CRC32 crc = new CRC32();
    crc.update(bytes.slice(from, count));
    return crc.getValue();
  }

  /** A copy of the first {@code count} bytes, with zeros behind them if there are not as many. */
  byte[] copyOf(int count) {
    byte[] copy = new byte[count];
    bytes.get(0, copy, 0, Math.min(count, length));
    return copy;
  }
}
