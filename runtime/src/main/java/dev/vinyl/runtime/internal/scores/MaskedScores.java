package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Resizing;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What is kept of the answer for an image that was segmented window by window: a class for each of
 * its pixels. Its scores were let go of while the windows moved on.
 */
public final class MaskedScores implements PixelScores {
  private final ClassMask mask;
  private final OptionalDouble confidence;

  private MaskedScores(ClassMask mask, OptionalDouble confidence) {
    this.mask = mask;
    this.confidence = confidence;
  }

  /**
   * Of a model that gives scores.
   *
   * @param mask of the image's size
   * @param confidence the mean of the largest class's probability, 0..1
   */
  public static MaskedScores of(ClassMask mask, double confidence) {
    return new MaskedScores(mask, OptionalDouble.of(confidence));
  }

  /** Of a model that gives classes alone. */
  public static MaskedScores of(ClassMask mask) {
    return new MaskedScores(mask, OptionalDouble.empty());
  }

  @Override
  public int width() {
    return mask.width();
  }

  @Override
  public int height() {
    return mask.height();
  }

  @Override
  public ClassMask mask(int width, int height) {
    return Resizing.resizeNearest(mask, width, height);
  }

  @Override
  public Optional<float[]> logits() {
    return Optional.empty();
  }

  @Override
  public Optional<float[]> planes() {
    return Optional.empty();
  }

  @Override
  public float[] probabilities(int classIndex, int width, int height) {
    throw new IllegalStateException(
        "the image was segmented in windows, whose probabilities are not kept; segment it, or a"
            + " part of it, without tiling");
  }

  @Override
  public double confidence() {
    return confidence.orElseThrow(MaskScores::withoutProbabilities);
  }
}
