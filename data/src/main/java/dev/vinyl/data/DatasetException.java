package dev.vinyl.data;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A data set that cannot be used as it is; the message is the problem's one line. */
public class DatasetException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  /** An exception for one problem. */
  public DatasetException(Problem problem) {
    this(problem, null);
  }

  /** An exception for one problem that another failure brought to light. */
  public DatasetException(Problem problem, @Nullable Throwable cause) {
    super(problem.text(), cause);
    this.problem = problem;
  }

  /** What is wrong, and with which file. */
  public Problem problem() {
    return problem;
  }
}
