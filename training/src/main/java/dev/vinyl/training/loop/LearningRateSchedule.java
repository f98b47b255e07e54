package dev.vinyl.training.loop;

/** The learning rate of each epoch. Immutable. */
public interface LearningRateSchedule {

  /**
   * The rate of an epoch's steps.
   *
   * @param epoch counted from 0, so it is also the count of epochs already finished
   */
  double rate(int epoch);

  /** The same rate in every epoch. */
  static LearningRateSchedule constant(double rate) {
    return epoch -> rate;
  }
}
