package dev.vinyl.export.weights;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Zip files put together by hand, so that they can lie; entries are stored one after another. */
final class ZipBytes {
  private static final int UTF_8 = 0x800;

  private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
  private final ByteArrayOutputStream table = new ByteArrayOutputStream();
  private int count;

  ZipBytes entry(String name, byte[] data) {
    return entry(name, 0, data, data.length);
  }

  /** With a method and a size (compressed and not) that may be lies. */
  ZipBytes entry(String name, int method, byte[] data, long claimedSize) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    CRC32 crc = new CRC32();
    crc.update(data);
    ByteArrayOutputStream described = new ByteArrayOutputStream();
    shorts(described, 10, UTF_8, method, 0, 0);
    ints(described, crc.getValue(), claimedSize, claimedSize);
    shorts(described, nameBytes.length, 0);
    ints(table, 0x02014b50);
    shorts(table, 10);
    table.writeBytes(described.toByteArray());
    shorts(table, 0, 0, 0);
    ints(table, 0, entries.size());
    table.writeBytes(nameBytes);
    ints(entries, 0x04034b50);
    entries.writeBytes(described.toByteArray());
    entries.writeBytes(nameBytes);
    entries.writeBytes(data);
    count++;
    return this;
  }

  byte[] toBytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(entries.toByteArray());
    all.writeBytes(table.toByteArray());
    ints(all, 0x06054b50);
    shorts(all, 0, 0, count, count);
    ints(all, table.size(), entries.size());
    shorts(all, 0);
    return all.toByteArray();
  }

  private static void shorts(ByteArrayOutputStream out, int... values) {
    for (int value : values) {
      out.write(value);
      out.write(value >> 8);
    }
  }

  private static void ints(ByteArrayOutputStream out, long... values) {
    for (long value : values) {
      shorts(out, (int) value, (int) (value >> 16));
    }
  }
}
