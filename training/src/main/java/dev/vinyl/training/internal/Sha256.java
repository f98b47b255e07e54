package dev.vinyl.training.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A checksum, in lower-case hexadecimal. */
public final class Sha256 {
  private static final int CHUNK = 1 << 16;

  private final MessageDigest digest;

  /** Of nothing so far. */
  public Sha256() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Goes on with these bytes. */
  public void add(byte[] bytes) {
    digest.update(bytes);
  }

  /** The checksum; starts over. */
  public String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** The checksum of a file's content. */
  public static String of(Path file) throws IOException {
    Sha256 checksum = new Sha256();
    byte[] chunk = new byte[CHUNK];
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        checksum.digest.update(chunk, 0, count);
      }
    }
    return checksum.hex();
  }
}
