package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;

/** A picture's logits [C, H, W] beside its truth [H, W], checked. */
final class PixelLogits {
  private final int classes;
  private final float[] logits;
  private final byte[] truth;

  PixelLogits(int classes, float[] logits, ClassMask truth) {
    this.classes = classes;
    this.logits = logits;
    this.truth = truth.classes();
    if (logits.length != (long) classes * this.truth.length) {
      throw new IllegalArgumentException(
          "%d classes of %d x %d pixels have not %d logits"
              .formatted(classes, truth.width(), truth.height(), logits.length));
    }
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new IllegalArgumentException("logits must be finite, one is " + logit);
      }
    }
    for (int i = 0; i < count(); i++) {
      if (label(i) >= classes && label(i) != ClassMask.IGNORE) {
        throw new LabelOutOfRangeException(classes, i % truth.width(), i / truth.width(), label(i));
      }
    }
  }

  /** How many pixels, ignored ones too. */
  int count() {
    return truth.length;
  }

  /** The class of a pixel, or {@link ClassMask#IGNORE}. */
  int label(int pixel) {
    return truth[pixel] & 0xff;
  }

  /**
   * Copies a pixel's logits [C], times a factor above 0.
   *
   * @return the class of the largest, the lowest where several are equal
   */
  int copy(int pixel, double factor, double[] target) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      target[c] = factor * logits[c * truth.length + pixel];
      best = target[c] > target[best] ? c : best;
    }
    return best;
  }

  /** sum(exp(x - x[best])) of values of which {@code best} is the largest; at least 1. */
  static double sumOfExp(double[] values, int best) {
    double sum = 1;
    for (int c = 0; c < values.length; c++) {
      sum += c == best ? 0 : Math.exp(values[c] - values[best]);
    }
    return sum;
  }

  /** log(sum(exp(x))), without overflow. */
  static double logSumExp(double[] values) {
    int best = 0;
    for (int c = 1; c < values.length; c++) {
      best = values[c] > values[best] ? c : best;
    }
    return values[best] + Math.log(sumOfExp(values, best));
  }
}
