package dev.vinyl.training.stage;

import dev.vinyl.training.loop.TrainingPlan;

/**
 * When the run is saved.
 *
 * @param every epochs between checkpoints, at least 1; the last epoch always has one
 * @param minutes the longest time without one, also within an epoch, at least 1
 * @param keepLast how many stay, at least 1; the one of the best validation stays besides
 */
public record CheckpointSettings(int every, int minutes, int keepLast) {

  /** Checks the ranges. */
  public CheckpointSettings {
    Settings.atLeast("checkpoints.every", every, 1);
    Settings.atLeast("checkpoints.minutes", minutes, 1);
    Settings.atLeast("checkpoints.keepLast", keepLast, 1);
  }

  TrainingPlan.Saving saving() {
    return new TrainingPlan.Saving(every, minutes, keepLast);
  }
}
