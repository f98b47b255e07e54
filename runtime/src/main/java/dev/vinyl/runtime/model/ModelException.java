package dev.vinyl.runtime.model;

import java.io.IOException;

/**
 * A model file that cannot be used. The message is one line: {@code <file>: <what is wrong>; <what
 * to do>}.
 */
public class ModelException extends IOException {
  private static final long serialVersionUID = 1L;

  /** A model with this name, and what is wrong with it and what to do. */
  public ModelException(String model, String problem) {
    super(model + ": " + problem);
  }

  /** As the other constructor, with what was thrown underneath. */
  public ModelException(String model, String problem, Throwable cause) {
    super(model + ": " + problem, cause);
  }
}
