package dev.vinyl.evaluation.metric;

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
}
