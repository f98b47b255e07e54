package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.metric.ConfusionMatrix.LabelOutOfRangeException;
import dev.vinyl.runtime.image.ClassMask;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model made of one image, beside the ground truth. What several metrics need is made once.
 * Not thread-safe.
 */
public final class PredictedImage {
  private final String id;
  private final ClassMask target;
  private final ClassMask prediction;
  private final ConfusionMatrix confusion;
  private final Optional<PixelLogits> logits;
  private PixelSet @Nullable [] targets;
  private PixelSet @Nullable [] predictions;

  private PredictedImage(
      String id,
      ClassMask target,
      ClassMask prediction,
      ConfusionMatrix confusion,
      Optional<PixelLogits> logits) {
    this.id = id;
    this.target = target;
    this.prediction = prediction;
    this.confusion = confusion;
    this.logits = logits;
  }

  /**
   * A prediction without logits.
   *
   * @param classes how many there are, 1..255
   * @param id of the image, unlike that of any other
   * @param target [H, W]; {@link ClassMask#IGNORE} where a pixel does not count
   * @param prediction [H, W]
   * @throws IllegalArgumentException if the sizes differ
   * @throws LabelOutOfRangeException if a value is out of range
   */
  public static PredictedImage of(int classes, String id, ClassMask target, ClassMask prediction) {
    ConfusionMatrix confusion = ConfusionMatrix.of(classes, target, prediction);
    return new PredictedImage(id, target, prediction, confusion, Optional.empty());
  }

  /**
   * The same with logits, which may be of another size.
   *
   * @param values [C, H, W], finite
   * @param labels the ground truth at the logits' size
   * @throws IllegalArgumentException if there are not {@code C * H * W} logits or one is not finite
   */
  public PredictedImage withLogits(float[] values, ClassMask labels) {
    PixelLogits pixels = new PixelLogits(confusion.classes(), values, labels);
    return new PredictedImage(id, target, prediction, confusion, Optional.of(pixels));
  }

  /** The image's name. */
  public String id() {
    return id;
  }

  /** The ground truth at the size that is scored. */
  public ClassMask target() {
    return target;
  }

  /** What the model predicts, at the size of {@link #target}. */
  public ClassMask prediction() {
    return prediction;
  }

  /** How ground truth and prediction agree. */
  public ConfusionMatrix confusion() {
    return confusion;
  }

  /** The model's logits; empty if it gives classes without probabilities. */
  public Optional<PixelLogits> logits() {
    return logits;
  }

  /** Where each class is in the ground truth. */
  PixelSet[] targets() {
    if (targets == null) {
      targets = PixelSet.ofClasses(confusion.classes(), target, target);
    }
    return targets;
  }

  /** Where each class is in the prediction, but for ignored pixels. */
  PixelSet[] predictions() {
    if (predictions == null) {
      predictions = PixelSet.ofClasses(confusion.classes(), prediction, target);
    }
    return predictions;
  }

  /** An image's logits [C, H, W] beside its ground truth [H, W], checked. */
  public static final class PixelLogits {
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
     * @throws IllegalArgumentException if there are not {@code C * H * W} logits or one is not
     *     finite
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
  }
}
