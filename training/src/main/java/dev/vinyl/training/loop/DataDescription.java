package dev.vinyl.training.loop;

import dev.vinyl.runtime.internal.io.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/**
 * What a run was trained on. Of an imported run that is not known: it has the name of the file and
 * the file's checksum for a fingerprint.
 *
 * @param name of the data set
 * @param split of it that was used
 * @param images how many
 * @param selection SHA-256 of the images' names, each followed by a line feed, in their order
 * @param fingerprint of the data set's content
 * @param classNames in the order of their indices; empty where there are none
 */
public record DataDescription(
    String name,
    String split,
    int images,
    String selection,
    String fingerprint,
    List<String> classNames) {

  /** Copies the list. */
  public DataDescription {
    classNames = List.copyOf(classNames);
  }

  /**
   * Describes images by their names.
   *
   * @param trained names of the images that are trained on, in order
   */
  public static DataDescription of(
      String name,
      String split,
      List<String> trained,
      String fingerprint,
      List<String> classNames) {
    MessageDigest selection = Sha256.digest();
    trained.forEach(id -> selection.update((id + "\n").getBytes(StandardCharsets.UTF_8)));
    return new DataDescription(
        name, split, trained.size(), Sha256.hex(selection), fingerprint, classNames);
  }
}
