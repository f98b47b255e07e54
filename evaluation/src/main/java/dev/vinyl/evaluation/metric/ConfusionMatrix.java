package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * How often a pixel of one class was taken for another: row = ground truth, column = prediction, in
 * pixels. Pixels whose ground truth is {@link ClassMask#IGNORE} are not in it. Immutable.
 *
 * <p>A class is <em>absent</em> if neither ground truth nor prediction has a pixel of it; its
 * intersection over union is 0 / 0 and therefore {@link Double#NaN}.
 */
public final class ConfusionMatrix {
  private final int classes;
  private final long[] counts;

  private ConfusionMatrix(int classes, long[] counts) {
    this.classes = classes;
    this.counts = counts;
  }

  /**
   * A matrix without a pixel, the neutral element of {@link #plus}.
   *
   * @param classes how many classes there are, 1..255
   */
  public static ConfusionMatrix empty(int classes) {
    if (classes < 1 || classes > ClassMask.IGNORE) {
      throw new IllegalArgumentException(
          "a confusion matrix has 1..%d classes, got %d".formatted(ClassMask.IGNORE, classes));
    }
    return new ConfusionMatrix(classes, new long[classes * classes]);
  }

  /**
   * Compares a prediction with the ground truth, pixel by pixel.
   *
   * @param classes how many classes there are, 1..255
   * @param target classes 0..{@code classes - 1}, or {@link ClassMask#IGNORE}
   * @param prediction classes 0..{@code classes - 1} wherever the ground truth is not ignored
   * @throws IllegalArgumentException if the sizes differ
   * @throws LabelOutOfRangeException if a value is out of range
   */
  public static ConfusionMatrix of(int classes, ClassMask target, ClassMask prediction) {
    if (target.width() != prediction.width() || target.height() != prediction.height()) {
      throw new IllegalArgumentException(
          "the ground truth has %d x %d pixels, the prediction %d x %d; resize one of them first"
              .formatted(target.width(), target.height(), prediction.width(), prediction.height()));
    }
    ConfusionMatrix matrix = empty(classes);
    byte[] targets = target.classes();
    byte[] predictions = prediction.classes();
    for (int i = 0; i < targets.length; i++) {
      int row = targets[i] & 0xff;
      if (row == ClassMask.IGNORE) {
        continue;
      }
      int column = predictions[i] & 0xff;
      if (row >= classes || column >= classes) {
        throw new LabelOutOfRangeException(
            classes, i % target.width(), i / target.width(), row, column);
      }
      matrix.counts[row * classes + column]++;
    }
    return matrix;
  }

  /** Takes over counts, [classes, classes]. */
  static ConfusionMatrix ofCounts(int classes, long[] counts) {
    return new ConfusionMatrix(classes, counts);
  }

  /** [classes, classes], not a copy; nobody may change it. */
  long[] counts() {
    return counts;
  }

  /**
   * The matrix of both sets of pixels together.
   *
   * @throws IllegalArgumentException if the other has another number of classes
   */
  public ConfusionMatrix plus(ConfusionMatrix other) {
    if (other.classes != classes) {
      throw new IllegalArgumentException(
          "cannot add a matrix of %d classes to one of %d".formatted(other.classes, classes));
    }
    long[] sum = counts.clone();
    Arrays.setAll(sum, i -> Math.addExact(sum[i], other.counts[i]));
    return new ConfusionMatrix(classes, sum);
  }

  /** How many classes there are. */
  public int classes() {
    return classes;
  }

  /** How many pixels of class {@code target} were predicted as class {@code prediction}. */
  public long count(int target, int prediction) {
    checkClass(target);
    checkClass(prediction);
    return counts[target * classes + prediction];
  }

  /** How many pixels were compared. */
  public long total() {
    return Arrays.stream(counts).sum();
  }

  /** The share of pixels predicted right, 0..1; NaN if no pixel was compared. */
  public double pixelAccuracy() {
    long right = 0;
    for (int c = 0; c < classes; c++) {
      right += counts[c * classes + c];
    }
    return (double) right / total();
  }

  /** Whether neither ground truth nor prediction has a pixel of this class. */
  public boolean absent(int classIndex) {
    return union(classIndex) == 0;
  }

  /**
   * Intersection over union of one class: pixels that ground truth and prediction agree on, divided
   * by pixels that either of them has; 0..1, NaN if the class is absent.
   */
  public double iou(int classIndex) {
    return (double) count(classIndex, classIndex) / union(classIndex);
  }

  /**
   * Mean of {@link #iou} over the classes, 0..1.
   *
   * @param absent what a class counts that is absent; NaN if all are and are skipped
   */
  public double meanIou(AbsentClasses absent) {
    return meanOverClasses(c -> absent(c) ? valueOf(absent) : iou(c));
  }

  private static double valueOf(AbsentClasses absent) {
    return switch (absent) {
      case SKIP -> Double.NaN;
      case ZERO -> 0;
      case ONE -> 1;
    };
  }

  /**
   * Dice (Sorensen 1948) of one class: twice the pixels that ground truth and prediction agree on,
   * divided by the pixels of the one plus those of the other; 0..1, NaN if the class is absent. It
   * is 2 J / (1 + J) of the {@link #iou} J.
   */
  public double dice(int classIndex) {
    return 2.0
        * count(classIndex, classIndex)
        / (targetPixels(classIndex) + predictedPixels(classIndex));
  }

  /** Mean of {@link #dice} over the classes that are not absent, 0..1; NaN if all are. */
  public double meanDice() {
    return meanOverClasses(this::dice);
  }

  /**
   * The share of a class's pixels that were predicted right, 0..1; NaN if the ground truth has
   * none.
   */
  public double classAccuracy(int classIndex) {
    return (double) count(classIndex, classIndex) / targetPixels(classIndex);
  }

  /**
   * Mean of {@link #classAccuracy} over the classes that the ground truth has, 0..1 (Long,
   * Shelhamer and Darrell 2015); NaN if it has none.
   */
  public double meanClassAccuracy() {
    return meanOverClasses(this::classAccuracy);
  }

  /**
   * {@link #iou} of the classes, each weighted by its share of the ground truth's pixels, 0..1
   * (Long, Shelhamer and Darrell 2015). A class that is only predicted has weight 0; NaN without
   * pixels.
   */
  public double frequencyWeightedIou() {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += absent(c) ? 0 : targetPixels(c) * iou(c);
    }
    return sum / total();
  }

  /**
   * {@link #iou} of one class against the rest, where pixels that are border in the ground truth
   * count nowhere, whatever was predicted there; elsewhere a prediction of border is one of the
   * rest.
   *
   * @param foreground the class that is told from the rest
   * @param border the class whose pixels are left out, another one
   * @return 0..1; NaN if outside the border there is no foreground in ground truth and prediction
   */
  public double foregroundIou(int foreground, int border) {
    checkClass(border);
    if (foreground == border) {
      throw new IllegalArgumentException(
          "class %d cannot be both foreground and border".formatted(border));
    }
    return (double) count(foreground, foreground) / (union(foreground) - count(border, foreground));
  }

  /** How many pixels the ground truth has of this class. */
  public long targetPixels(int classIndex) {
    checkClass(classIndex);
    return Arrays.stream(counts, classIndex * classes, (classIndex + 1) * classes).sum();
  }

  /** How many pixels were predicted as this class. */
  public long predictedPixels(int classIndex) {
    checkClass(classIndex);
    long sum = 0;
    for (int row = 0; row < classes; row++) {
      sum += counts[row * classes + classIndex];
    }
    return sum;
  }

  /** The mean of what is not NaN. */
  private double meanOverClasses(IntToDoubleFunction score) {
    double sum = 0;
    int defined = 0;
    for (int c = 0; c < classes; c++) {
      double value = score.applyAsDouble(c);
      if (!Double.isNaN(value)) {
        sum += value;
        defined++;
      }
    }
    return sum / defined;
  }

  private long union(int classIndex) {
    return targetPixels(classIndex)
        + predictedPixels(classIndex)
        - counts[classIndex * classes + classIndex];
  }

  private void checkClass(int classIndex) {
    if (classIndex < 0 || classIndex >= classes) {
      throw new IllegalArgumentException(
          "classes are 0..%d, got %d".formatted(classes - 1, classIndex));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix m
        && m.classes == classes
        && Arrays.equals(m.counts, counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  /** The rows, one bracket each, for test failures and logs. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("ConfusionMatrix");
    for (int row = 0; row < classes; row++) {
      text.append(Arrays.toString(Arrays.copyOfRange(counts, row * classes, (row + 1) * classes)));
    }
    return text.toString();
  }

  /**
   * What a class counts in a mean if neither ground truth nor prediction has a pixel of it, so that
   * its own score is 0 / 0. Over a whole data set this hardly ever happens; in a single image it is
   * usual.
   */
  public enum AbsentClasses {
    /** It is left out of the mean. */
    SKIP,
    /** It counts 0: an image without one of the classes cannot reach 1. */
    ZERO,
    /** It counts 1: that nothing was predicted where nothing is, is right. */
    ONE;

    /** What the paper does. */
    public static final AbsentClasses PAPER = ZERO;
  }

  /**
   * A pixel has a class that does not exist. The message names pixel and classes but no file, which
   * is for the caller to add.
   */
  public static final class LabelOutOfRangeException extends IllegalArgumentException {
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
}
