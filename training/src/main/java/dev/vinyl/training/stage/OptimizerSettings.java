package dev.vinyl.training.stage;

/**
 * AdamW beside its rate and its decay.
 *
 * @param beta1 decay of the first moment, 0 or above and below 1
 * @param beta2 decay of the second moment, 0 or above and below 1
 * @param epsilon added to the root of the second moment, above 0
 * @param clipNorm gradients whose norm is above this are scaled down to it; 0 for no limit
 * @param decayAll whether weights decay everywhere; if not, biases, norms, positions and single
 *     tokens are left out
 * @param layerDecay rate of a layer, in terms of that of the layer above it: the head has the full
 *     rate, the patch embedding the smallest (Clark et al., arXiv 2003.10555); above 0 up to 1,
 *     where all are alike
 * @param average a running average of the weights is kept and used if this is above 0: how much of
 *     it a step keeps; below 1
 */
public record OptimizerSettings(
    double beta1,
    double beta2,
    double epsilon,
    double clipNorm,
    boolean decayAll,
    double layerDecay,
    double average) {

  /** Checks the ranges. */
  public OptimizerSettings {
    Settings.belowOne("optimizer.beta1", beta1);
    Settings.belowOne("optimizer.beta2", beta2);
    Settings.positive("optimizer.epsilon", epsilon);
    Settings.notNegative("optimizer.clipNorm", clipNorm);
    Settings.positive("optimizer.layerDecay", layerDecay);
    Settings.inRange("optimizer.layerDecay", layerDecay, 0, 1);
    Settings.belowOne("optimizer.average", average);
  }
}
