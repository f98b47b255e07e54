package dev.vinyl.evaluation;

import java.io.IOException;

/** A model that cannot be scored on these images; the message is one line. */
public class EvaluationException extends IOException {
  private static final long serialVersionUID = 1;

  /** An exception with one line for the reader. */
  public EvaluationException(String message) {
    super(message);
  }
}
