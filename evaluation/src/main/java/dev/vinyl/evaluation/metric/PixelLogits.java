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

  /** Copies a pixel's logits [C], times a factor. */
  void copy(int pixel, double factor, double[] target) {
    for (int c = 0; c < classes; c++) {
      target[c] = factor * logits[c * truth.length + pixel];
    }
  }

  /** log(sum(exp(x))), without overflow. */
  static double logSumExp(double[] values) {
    double largest = values[0];
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    double sum = 0;
    for (double value : values) {
      sum += Math.exp(value - largest);
    }
    return largest + Math.log(sum);
  }
}
