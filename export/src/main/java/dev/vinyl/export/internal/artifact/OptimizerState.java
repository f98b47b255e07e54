package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.weights.ParameterSet;
import java.util.List;

/**
 * What AdamW carries from step to step.
 *
 * @param step steps taken; 0 before the first
 * @param initialLearningRate the rate that the session was made with, not the current one, which no
 *     checkpoint holds
 * @param firstMoments running means of the gradients, each under its parameter's name; empty if the
 *     checkpoint holds no optimizer state
 * @param secondMoments running means of the squared gradients, in the same order
 */
public record OptimizerState(
    long step, float initialLearningRate, ParameterSet firstMoments, ParameterSet secondMoments) {

  /** The state before training. */
  static OptimizerState none() {
    return new OptimizerState(0, 0, ParameterSet.of(List.of()), ParameterSet.of(List.of()));
  }

  /** Whether there are moments, so that training continues where it stopped. */
  public boolean isPresent() {
    return firstMoments.size() > 0;
  }
}
