package dev.vinyl.training.internal.loop;

import java.util.List;

/**
 * The base rate times gamma for each milestone reached. With milestone 70, the first 70 epochs run
 * at the old rate and the one after them, which is epoch 70 counted from 0, at the new one.
 *
 * @param base rate of the first epoch, above 0
 * @param gamma factor at each milestone, above 0
 * @param milestones counts of finished epochs, each above the one before, at least 1; may be empty
 */
public record MultiStepSchedule(double base, double gamma, List<Integer> milestones)
    implements LearningRateSchedule {

  /** Checks the ranges. */
  public MultiStepSchedule {
    milestones = List.copyOf(milestones);
    if (!(base > 0) || !Double.isFinite(base)) {
      throw new IllegalArgumentException("the learning rate must be above 0, got " + base);
    }
    if (!(gamma > 0) || !Double.isFinite(gamma)) {
      throw new IllegalArgumentException("gamma must be above 0, got " + gamma);
    }
    int last = 0;
    for (int milestone : milestones) {
      if (milestone <= last) {
        throw new IllegalArgumentException(
            "milestones must be rising epoch numbers from 1 on, got " + milestones);
      }
      last = milestone;
    }
  }

  @Override
  public double rate(double epochs) {
    double rate = base;
    for (int milestone : milestones) {
      if (epochs >= milestone) {
        rate *= gamma;
      }
    }
    return rate;
  }
}
