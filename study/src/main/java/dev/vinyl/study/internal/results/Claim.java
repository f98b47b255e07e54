package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;

/**
 * A claim of the paper, tested.
 *
 * @param name such as {@code claim 1}
 * @param text what is claimed
 * @param rule how the verdict follows from the parts
 * @param parts each has to hold
 */
public record Claim(String name, String text, String rule, List<Part> parts) {

  /**
   * A part of a claim.
   *
   * @param text what is claimed, and what the number is
   * @param estimate the number, with the interval that decides; positive is as claimed
   * @param bootstrap the same with the interval of the bootstrap, where there is one
   * @param margin how far below 0 still counts as claimed: 0, or what is too little to speak of
   * @param effect size of the effect
   * @param effectName what that is
   * @param seeds that it is of
   * @param images that it is of
   */
  public record Part(
      String text,
      ConfidenceInterval estimate,
      ConfidenceInterval bootstrap,
      double margin,
      double effect,
      String effectName,
      int seeds,
      int images) {

    /** Follows from the interval. */
    public Verdict verdict() {
      return Verdict.above(estimate.low() + margin, estimate.high() + margin);
    }
  }

  /** Takes a copy. */
  public Claim {
    parts = List.copyOf(parts);
  }

  /** Follows from those of the parts. */
  public Verdict verdict() {
    return Verdict.of(parts.stream().map(Part::verdict).toList());
  }
}
