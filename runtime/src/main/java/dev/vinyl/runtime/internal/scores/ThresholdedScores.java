package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Optional;

/**
 * Scores whose masks follow from other numbers than their probabilities do.
 *
 * @param decision of the same size; its largest wins
 * @param scores what all but masks follow from
 */
record ThresholdedScores(LogitMap decision, PixelScores scores) implements PixelScores {
  @Override
  public int width() {
    return scores.width();
  }

  @Override
  public int height() {
    return scores.height();
  }

  @Override
  public ClassMask mask(int width, int height) {
    return decision.mask(width, height);
  }

  @Override
  public Optional<float[]> logits() {
    return scores.logits();
  }

  @Override
  public float[] probabilities(int classIndex, int width, int height) {
    return scores.probabilities(classIndex, width, height);
  }

  @Override
  public double confidence() {
    return scores.confidence();
  }
}
