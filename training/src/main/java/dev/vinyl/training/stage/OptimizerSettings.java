package dev.vinyl.training.stage;

/**
 * The constants of AdamW.
 *
 * @param beta1 decay of the first moment, 0 or above and below 1
 * @param beta2 decay of the second moment, 0 or above and below 1
 * @param epsilon added to the root of the second moment, above 0
 */
public record OptimizerSettings(double beta1, double beta2, double epsilon) {

  /** Checks the ranges. */
  public OptimizerSettings {
    Settings.belowOne("optimizer.beta1", beta1);
    Settings.belowOne("optimizer.beta2", beta2);
    Settings.positive("optimizer.epsilon", epsilon);
  }
}
