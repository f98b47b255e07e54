package dev.vinyl.data;

import java.util.Locale;

/** Which part of a data set: what may be trained on, or what is kept for scoring. */
public enum Split {
  /** Images for training and for choosing settings. */
  TRAINVAL,
  /** Images that only score a finished model. */
  TEST;

  /** The name on a command line and in a file: {@code trainval} or {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
