package dev.vinyl.evaluation.report;

import java.util.Locale;

/** At which size prediction and ground truth are compared. */
public enum ScoringSize {
  /**
   * That of the model's output: the ground truth is resized to it with NEAREST, as the paper does.
   */
  MODEL,
  /**
   * That of the image: the model's logits are enlarged bilinearly and the largest wins; of a model
   * that gives classes the nearest pixel's is taken. The ground truth is never resized.
   */
  ORIGINAL;

  /** The name on a command line and in a file: {@code model} or {@code original}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
