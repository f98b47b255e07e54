package dev.vinyl.training.loop;

import java.util.List;

/**
 * What a run was trained on.
 *
 * @param name of the data set
 * @param split of it that was used
 * @param pictures how many
 * @param fingerprint of the data set's content
 * @param classNames in the order of their indices
 */
public record DataDescription(
    String name, String split, int pictures, String fingerprint, List<String> classNames) {

  /** Copies the list. */
  public DataDescription {
    classNames = List.copyOf(classNames);
  }
}
