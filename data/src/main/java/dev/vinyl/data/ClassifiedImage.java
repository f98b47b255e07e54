package dev.vinyl.data;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One image of a data set and its class; nothing is read yet.
 *
 * @param id the image's name, unique in its data set
 * @param file where the image is
 * @param label index into the data set's class names, from 0
 */
public record ClassifiedImage(String id, Path file, int label) {

  /** Checks that nothing is missing. */
  public ClassifiedImage {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(file, "file");
    if (label < 0) {
      throw new IllegalArgumentException("labels count from 0, %s has %d".formatted(id, label));
    }
  }
}
