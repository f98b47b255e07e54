package dev.vinyl.training.stage;

import dev.vinyl.training.loop.CosineSchedule;
import dev.vinyl.training.loop.LearningRateSchedule;
import dev.vinyl.training.loop.MultiStepSchedule;
import java.util.List;
import java.util.Objects;

/**
 * How the learning rate changes.
 *
 * @param kind which way it falls
 * @param gamma with {@code steps}: what it is multiplied by at each milestone, above 0
 * @param milestones with {@code steps}: counts of finished epochs, rising, at least 1; those beyond
 *     the last epoch have no effect
 * @param floor with {@code cosine}: where it ends, in terms of the full rate, 0..1
 * @param warmup epochs in which it rises from 0, 0 or above; at most half of those of the run
 */
public record ScheduleSettings(
    Kind kind, double gamma, List<Integer> milestones, double floor, double warmup) {

  /** Ways to fall. */
  public enum Kind {
    /** At milestones. */
    STEPS,
    /** Along half a cosine. */
    COSINE
  }

  /** Checks the ranges. */
  public ScheduleSettings {
    Objects.requireNonNull(kind, "kind");
    milestones = List.copyOf(milestones);
    Settings.positive("schedule.gamma", gamma);
    Settings.inRange("schedule.floor", floor, 0, 1);
    Settings.notNegative("schedule.warmup", warmup);
    int last = 0;
    for (int milestone : milestones) {
      if (milestone <= last) {
        throw new IllegalArgumentException(
            "schedule.milestones must be rising epoch numbers from 1 on, got " + milestones);
      }
      last = milestone;
    }
  }

  LearningRateSchedule of(double rate, int epochs) {
    LearningRateSchedule schedule =
        switch (kind) {
          case STEPS -> new MultiStepSchedule(rate, gamma, milestones);
          case COSINE -> new CosineSchedule(rate, rate * floor, epochs);
        };
    return schedule.warmedUp(warmupOf(epochs));
  }

  /** The epochs of warm-up in a run of so many: a rate that only rises helps nobody. */
  double warmupOf(int epochs) {
    return Math.min(warmup, epochs / 2.0);
  }
}
