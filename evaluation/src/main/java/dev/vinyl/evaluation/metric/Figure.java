package dev.vinyl.evaluation.metric;

import java.util.List;

/** Something that a page shows of a metric, beside its scores in the tables. */
public sealed interface Figure {
  /** Of the section that it stands in, the same for all models, such as {@code Boundaries}. */
  String heading();

  /** What the section shows, in a sentence. */
  String note();

  /**
   * A bar for each class and model.
   *
   * @param title what the bars are, such as {@code IoU by class}
   * @param axis what their length is
   * @param family of the scores, which are {@link Score.Kind#OF_CLASS}; 0..1
   */
  record Bars(String heading, String note, String title, String axis, String family)
      implements Figure {}

  /**
   * A curve over 1, 2, 3 and so on for each model.
   *
   * @param title what the curves are
   * @param axis what is 1, 2, 3
   * @param value what their height is
   * @param family of the scores, which are {@link Score.Kind#OF_CURVE}
   */
  record Curve(String heading, String note, String title, String axis, String value, String family)
      implements Figure {}

  /**
   * Which share of each class's pixels was predicted as which class, a square for each model.
   *
   * @param classNames in the order of their indices
   * @param matrix of all scored pixels
   */
  record Confusion(String heading, String note, List<String> classNames, ConfusionMatrix matrix)
      implements Figure {

    /** Takes a copy. */
    public Confusion {
      classNames = List.copyOf(classNames);
    }
  }

  /**
   * How often a model is right over how sure it is, a diagram for each model.
   *
   * @param calibration with its bins
   */
  record Reliability(String heading, String note, Calibration calibration) implements Figure {}

  /**
   * Whether confidence equals accuracy: over the pixels of all images, by the largest of a pixel's
   * softmax probabilities, its <em>confidence</em>. Immutable.
   *
   * @param expectedError expected calibration error (Guo, Pleiss, Sun and Weinberger 2017): mean
   *     over the pixels of the distance between their bin's accuracy and mean confidence, 0..1
   * @param bins of equal width over the confidences 0..1, ascending
   * @param nll mean negative log likelihood of the ground truth, in nats
   * @param pixels how many were looked at
   */
  record Calibration(ConfidenceInterval expectedError, List<Bin> bins, double nll, long pixels) {

    /**
     * The pixels of one range of confidence, a row of the reliability diagram. A confidence on the
     * edge of two bins belongs to the lower one.
     *
     * @param pixels how many there are
     * @param confidence their mean confidence, 0..1; NaN if there is none
     * @param accuracy the share of them that was predicted right, 0..1; NaN if there is none
     */
    public record Bin(long pixels, double confidence, double accuracy) {}

    /** Takes a copy. */
    public Calibration {
      bins = List.copyOf(bins);
    }
  }
}
