package dev.vinyl.runtime.internal.io;

import java.io.IOException;

/**
 * A text whose content cannot be used. The message is {@code line 3: what is wrong; what to do}
 * without the name of the file, which whoever reads the file puts before it.
 */
public final class TextException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String problem;

  /** Something that is wrong with the whole text. */
  TextException(String problem) {
    super(problem);
    this.problem = problem;
  }

  /** Something that is wrong in one line, counted from 1. */
  TextException(int line, String problem) {
    super("line %d: %s".formatted(line, problem));
    this.problem = problem;
  }

  /** The message without the line, for a text that is only one value. */
  public String problem() {
    return problem;
  }
}
