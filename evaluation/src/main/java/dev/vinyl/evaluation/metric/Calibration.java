package dev.vinyl.evaluation.metric;

import java.util.List;

/**
 * Whether confidence equals accuracy: over the pixels of all images, by the largest of a pixel's
 * softmax probabilities, its <em>confidence</em>. Immutable.
 *
 * @param expectedError expected calibration error (Guo, Pleiss, Sun and Weinberger 2017): mean over
 *     the pixels of the distance between their bin's accuracy and mean confidence, 0..1
 * @param bins of equal width over the confidences 0..1, ascending
 * @param nll mean negative log likelihood of the ground truth, in nats
 * @param pixels how many were looked at
 */
public record Calibration(
    ConfidenceInterval expectedError, List<Bin> bins, double nll, long pixels) {

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
