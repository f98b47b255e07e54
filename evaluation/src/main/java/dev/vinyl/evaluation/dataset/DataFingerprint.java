package dev.vinyl.evaluation.dataset;

import dev.vinyl.runtime.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SHA-256 of one line for each picture, in UTF-8, each with a line feed. Computed once, when
 * first asked for, in memory that does not grow with the files.
 *
 * @param <T> what stands for a picture
 */
final class DataFingerprint<T> {
  private final List<T> pictures;
  private final Line<T> line;
  private @Nullable String value;

  /** What identifies a picture by its content, without the line feed. */
  interface Line<T> {
    String of(T picture) throws IOException;
  }

  /** Of pictures in an order that does not depend on the folder's place or on a split. */
  DataFingerprint(List<T> pictures, Line<T> line) {
    this.pictures = pictures;
    this.line = line;
  }

  synchronized String value() throws IOException {
    if (value == null) {
      value = compute();
    }
    return value;
  }

  private String compute() throws IOException {
    MessageDigest digest = Sha256.digest();
    for (T picture : pictures) {
      digest.update((line.of(picture) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest);
  }
}
