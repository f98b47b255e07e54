package dev.vinyl.training.stage;

import java.util.List;

/**
 * When the learning rate falls.
 *
 * @param gamma what the rate is multiplied by at each milestone, above 0
 * @param milestones counts of finished epochs, rising, at least 1; those beyond the last epoch have
 *     no effect
 */
public record ScheduleSettings(double gamma, List<Integer> milestones) {

  /** Checks the ranges. */
  public ScheduleSettings {
    milestones = List.copyOf(milestones);
    Settings.positive("schedule.gamma", gamma);
    int last = 0;
    for (int milestone : milestones) {
      if (milestone <= last) {
        throw new IllegalArgumentException(
            "schedule.milestones must be rising epoch numbers from 1 on, got " + milestones);
      }
      last = milestone;
    }
  }
}
