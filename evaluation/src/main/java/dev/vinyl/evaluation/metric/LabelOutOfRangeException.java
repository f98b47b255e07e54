package dev.vinyl.evaluation.metric;

/**
 * A pixel has a class that does not exist. The message names pixel and classes but no file, which
 * is for the caller to add.
 */
public final class LabelOutOfRangeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  LabelOutOfRangeException(int classes, int x, int y, int target, int prediction) {
    super(
        "classes are 0..%d, but pixel (%d, %d) has ground truth %d and prediction %d"
            .formatted(classes - 1, x, y, target, prediction));
  }

  LabelOutOfRangeException(int classes, int x, int y, int target) {
    super(
        "classes are 0..%d, but pixel (%d, %d) has ground truth %d"
            .formatted(classes - 1, x, y, target));
  }
}
