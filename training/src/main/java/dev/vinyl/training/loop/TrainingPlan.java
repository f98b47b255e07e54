package dev.vinyl.training.loop;

import java.util.Objects;

/**
 * How long to train, at which rate, and when to save.
 *
 * @param epochs at least 1
 * @param schedule the rate of each epoch
 * @param checkpointEvery epochs between checkpoints, at least 1; the last epoch always has one
 * @param keepLast checkpoints that are kept, at least 1
 */
public record TrainingPlan(
    int epochs, LearningRateSchedule schedule, int checkpointEvery, int keepLast) {

  /** Checks the ranges. */
  public TrainingPlan {
    Objects.requireNonNull(schedule, "schedule");
    if (epochs < 1 || checkpointEvery < 1 || keepLast < 1) {
      throw new IllegalArgumentException(
          "epochs, checkpointEvery and keepLast must be at least 1, got %d, %d and %d"
              .formatted(epochs, checkpointEvery, keepLast));
    }
  }

  /** Whether a checkpoint is due after this many epochs. */
  boolean savesAfter(int epoch) {
    return epoch % checkpointEvery == 0 || epoch == epochs;
  }
}
