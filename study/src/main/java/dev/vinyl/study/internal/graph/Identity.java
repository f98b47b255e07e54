package dev.vinyl.study.internal.graph;

import dev.vinyl.runtime.internal.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What makes a step the one it is: a SHA-256 over its kind, all that decides what comes out of it,
 * and the identities of the steps that it begins with. Two steps of one identity are one step.
 */
public final class Identity {
  private Identity() {}

  /**
   * The identity of a step.
   *
   * @param kind what is done
   * @param settings all that decides the outcome, in any order: settings, seed, fingerprints
   * @param inputs identities of the steps that it begins with; their order counts
   * @return 64 hexadecimal digits
   */
  public static String of(String kind, Map<String, String> settings, List<String> inputs) {
    MessageDigest digest = Sha256.digest();
    add(digest, kind);
    new TreeMap<>(settings)
        .forEach(
            (key, value) -> {
              add(digest, key);
              add(digest, value);
            });
    add(digest, "inputs");
    inputs.forEach(input -> add(digest, input));
    return Sha256.hex(digest);
  }

  /** With its length, so that no two sequences of texts are the same bytes. */
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
    digest.update(bytes);
  }
}
