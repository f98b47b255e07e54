package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;
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

  /** Those of the decision, then those of the scores. */
  @Override
  public Optional<float[]> planes() {
    float[] decided = decision.planes().orElseThrow();
    float[] scored = scores.planes().orElseThrow();
    float[] both = Arrays.copyOf(decided, decided.length + scored.length);
    System.arraycopy(scored, 0, both, decided.length, scored.length);
    return Optional.of(both);
  }

  @Override
  public PixelScores ofPlanes(int height, int width, float[] planes) {
    int decided = decision.classes() * height * width;
    return new ThresholdedScores(
        new LogitMap(decision.classes(), height, width, Arrays.copyOf(planes, decided)),
        scores.ofPlanes(height, width, Arrays.copyOfRange(planes, decided, planes.length)));
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
