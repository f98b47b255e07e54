package dev.vinyl.evaluation.metric;

/**
 * A pixel has a class that does not exist. The message names pixel and classes but no file, which
 * is for the caller to add.
 */
public final class LabelOutOfRangeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  LabelOutOfRangeException(int classes, int x, int y, int truth, int prediction) {
    super(
        "classes are 0..%d, but pixel (%d, %d) has truth %d and prediction %d"
            .formatted(classes - 1, x, y, truth, prediction));
  }

  LabelOutOfRangeException(int classes, int x, int y, int truth) {
    super("classes are 0..%d, but pixel (%d, %d) has truth %d".formatted(classes - 1, x, y, truth));
  }
}
