package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;

/** An image's logits [C, H, W] beside its ground truth [H, W], checked. */
public final class PixelLogits {
  private final int classes;
  private final float[] logits;
  private final byte[] target;

  /**
   * Takes over logits.
   *
   * @param classes how many there are, C
   * @param logits [C, H, W], finite
   * @param target [H, W]; {@link ClassMask#IGNORE} where a pixel does not count
   * @throws LabelOutOfRangeException if a class is out of range
   * @throws IllegalArgumentException if there are not {@code C * H * W} logits or one is not finite
   */
  public PixelLogits(int classes, float[] logits, ClassMask target) {
    this.classes = classes;
    this.logits = logits;
    this.target = target.classes();
    if (logits.length != (long) classes * this.target.length) {
      throw new IllegalArgumentException(
          "%d classes of %d x %d pixels have not %d logits"
              .formatted(classes, target.width(), target.height(), logits.length));
    }
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new IllegalArgumentException("logits must be finite, one is " + logit);
      }
    }
    for (int i = 0; i < count(); i++) {
      if (label(i) >= classes && label(i) != ClassMask.IGNORE) {
        throw new LabelOutOfRangeException(
            classes, i % target.width(), i / target.width(), label(i));
      }
    }
  }

  /** How many classes there are. */
  public int classes() {
    return classes;
  }

  /** The logit of a class at a pixel, rows from the top. */
  public float logit(int classIndex, int pixel) {
    return logits[classIndex * target.length + pixel];
  }

  /** How many pixels, ignored ones too. */
  public int count() {
    return target.length;
  }

  /** The class of a pixel, or {@link ClassMask#IGNORE}. */
  public int label(int pixel) {
    return target[pixel] & 0xff;
  }

  /**
   * Copies a pixel's logits [C], times a factor above 0.
   *
   * @return the class of the largest, the lowest where several are equal
   */
  int copy(int pixel, double factor, double[] targetClass) {
    int best = 0;
    for (int c = 0; c < classes; c++) {
      targetClass[c] = factor * logits[c * target.length + pixel];
      best = targetClass[c] > targetClass[best] ? c : best;
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
