package dev.vinyl.training.engine;

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
