package dev.vinyl.evaluation.features;

import java.io.IOException;

/** Features that cannot be extracted, read or compared: one line that says which and what to do. */
public final class FeatureException extends IOException {
  private static final long serialVersionUID = 1;

  /** With the line. */
  public FeatureException(String message) {
    super(message);
  }

  /** With the line and what caused it. */
  public FeatureException(String message, Throwable cause) {
    super(message, cause);
  }
}
