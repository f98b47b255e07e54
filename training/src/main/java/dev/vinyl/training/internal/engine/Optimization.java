package dev.vinyl.training.internal.engine;

import dev.vinyl.export.internal.artifact.AdamW;
import java.util.Map;
import java.util.Objects;

/**
 * How an engine turns gradients into an update.
 *
 * @param adamW constants, and the decay of every parameter without a group of its own
 * @param groups parameters that are updated in another way, by name; may be empty
 * @param average if above 0, a running average of the weights is kept, {@code average = a average +
 *     (1 - a) weights} after each step with {@code a = min(average, (1 + step) / (10 + step))}, and
 *     is what the training gives in the end; 0 up to but not including 1
 */
public record Optimization(AdamW adamW, Map<String, ParameterGroup> groups, float average) {

  /** Checks the range and takes a copy. */
  public Optimization {
    Objects.requireNonNull(adamW, "adamW");
    groups = Map.copyOf(groups);
    if (!(average >= 0 && average < 1)) {
      throw new IllegalArgumentException("average must be at least 0 and below 1, got " + average);
    }
  }

  /** AdamW on all parameters alike, without an average. */
  public static Optimization uniform(AdamW adamW) {
    return new Optimization(adamW, Map.of(), 0);
  }

  /** How a parameter is updated. */
  ParameterGroup group(String parameter) {
    return groups.getOrDefault(parameter, new ParameterGroup(1, adamW.weightDecay()));
  }

  /** Whether one update serves all parameters, and nothing else is kept. */
  boolean isUniform() {
    return groups.isEmpty() && average == 0;
  }

  /**
   * How one parameter is updated, where that differs from the others.
   *
   * @param rateFactor what the learning rate is multiplied by, 0 (the parameter stays) or more
   * @param weightDecay of AdamW, 0 or more
   */
  public record ParameterGroup(float rateFactor, float weightDecay) {

    /** Checks the ranges. */
    public ParameterGroup {
      if (!(rateFactor >= 0) || !Float.isFinite(rateFactor)) {
        throw new IllegalArgumentException("rateFactor must be 0 or more, got " + rateFactor);
      }
      if (!(weightDecay >= 0) || !Float.isFinite(weightDecay)) {
        throw new IllegalArgumentException("weightDecay must be 0 or more, got " + weightDecay);
      }
    }
  }
}
