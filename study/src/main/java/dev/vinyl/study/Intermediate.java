package dev.vinyl.study;

import java.util.Arrays;
import java.util.Locale;

/** What stands between pre-training and fine-tuning. */
public enum Intermediate {
  /** Nothing. */
  NONE,
  /** Classes of whole images, of a data set of its own. */
  CLASSIFICATION,
  /** Classes of whole images: the breeds of the labelled data set. */
  BREEDS,
  /** Classes of patches, of the labelled data set. */
  SPATIAL;

  /** Whether one of them has this name in files. */
  public static boolean isLabel(String name) {
    return Arrays.stream(values()).anyMatch(kind -> kind.label().equals(name));
  }

  /** The name in files. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
