package dev.vinyl.training.engine;

/**
 * The constants of AdamW as PyTorch defines it: decay is applied to the parameter itself and
 * multiplied by the learning rate, moments are corrected for their start at 0. One group: every
 * parameter decays.
 *
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the corrected second moment
 * @param weightDecay 0 for Adam without decay
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {}
