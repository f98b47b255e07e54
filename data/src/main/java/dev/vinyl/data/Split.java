package dev.vinyl.data;

import java.util.Locale;

/** A part of a data set. */
public enum Split {
  /**
   * Images that are trained on. Where there are none of {@link #VAL}, settings are chosen on them.
   */
  TRAIN,
  /** The data set's own images for validation: never trained on. */
  VAL,
  /** Images that only score a finished model. */
  TEST;

  /** The name on a command line and in a file: {@code train}, {@code val} or {@code test}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
