package dev.vinyl.nativeconfig;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * What a file's content is recognised by: the two figures that a jar keeps of each entry, so that
 * they need not be computed for the entry itself. They tell old and broken copies from good ones;
 * they are no defence against forgery.
 *
 * @param size in bytes
 * @param crc CRC-32 of the content
 */
record Checksum(long size, long crc) {

  /** Of everything that is left in the stream. */
  static Checksum of(InputStream in) throws IOException {
    CRC32 crc = new CRC32();
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      crc.update(buffer, 0, n);
      size += n;
    }
    return new Checksum(size, crc.getValue());
  }

  /** Of a whole file. */
  static Checksum of(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return of(in);
    }
  }

  /** Whether a file is there and has this content. */
  boolean matches(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != size) {
      return false;
    }
    return of(file).equals(this);
  }

  /** Eight hexadecimal digits and the size; fit for a file name. */
  @Override
  public String toString() {
    return "%08x-%s".formatted(crc, size);
  }
}
