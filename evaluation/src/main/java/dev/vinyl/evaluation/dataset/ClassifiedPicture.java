package dev.vinyl.evaluation.dataset;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One picture of a data set and its class; nothing is read yet.
 *
 * @param id the picture's name, unique in its data set
 * @param file where the picture is
 * @param label index into the data set's class names, from 0
 */
public record ClassifiedPicture(String id, Path file, int label) {

  /** Checks that nothing is missing. */
  public ClassifiedPicture {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
    if (label < 0) {
      throw new IllegalArgumentException("labels count from 0, %s has %d".formatted(id, label));
    }
  }
}
