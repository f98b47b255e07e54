package dev.vinyl.training.internal.loop;

/** The learning rate over a training. Immutable. */
public interface LearningRateSchedule {

  /**
   * The rate of a step.
   *
   * @param epochs how many have passed in the middle of the step: with 4 steps an epoch, the first
   *     step of all is at 0.125 and the last of epoch 70 at 69.875
   */
  double rate(double epochs);

  /** The same rate in every step. */
  static LearningRateSchedule constant(double rate) {
    return epochs -> rate;
  }

  /**
   * Rises in a straight line from 0 to what the schedule gives, over the first epochs.
   *
   * @param warmup how many epochs, 0 or more
   */
  default LearningRateSchedule warmedUp(double warmup) {
    return epochs -> rate(epochs) * (epochs < warmup ? epochs / warmup : 1);
  }
}
