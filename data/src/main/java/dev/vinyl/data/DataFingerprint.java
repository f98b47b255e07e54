package dev.vinyl.data;

import dev.vinyl.runtime.internal.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives a data set its fingerprint: the SHA-256 of one line for each image, in UTF-8, each with a
 * line feed. Computed once, when first asked for, in memory that does not grow with the files.
 *
 * @param <T> what stands for an image
 */
public final class DataFingerprint<T> {
  private final List<T> images;
  private final Line<T> line;
  private @Nullable String value;

  /** What identifies an image by its content, without the line feed. */
  @FunctionalInterface
  public interface Line<T> {
    /** One line, the same wherever the file lies. */
    String of(T image) throws IOException;
  }

  /** Of images in an order that does not depend on the folder's place or on a split. */
  public DataFingerprint(List<T> images, Line<T> line) {
    this.images = images;
    this.line = line;
  }

  /**
   * The SHA-256 of a file's content, for lines of it, in lower-case hexadecimal.
   *
   * @throws IOException if it cannot be read
   */
  public static String hash(Path file) throws IOException {
    return Sha256.hex(file);
  }

  /**
   * The hash, in lower-case hexadecimal.
   *
   * @throws IOException as the lines throw
   */
  public synchronized String value() throws IOException {
    if (value == null) {
      value = compute();
    }
    return value;
  }

  private String compute() throws IOException {
    MessageDigest digest = Sha256.digest();
    for (T image : images) {
      digest.update((line.of(image) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.hex(digest);
  }
}
