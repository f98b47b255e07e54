package dev.vinyl.training.internal.loop;

import java.util.Objects;

/**
 * How long to train, at which rate, and when to save and to look at the result.
 *
 * @param epochs at least 1
 * @param schedule the rate of each step
 * @param saving when checkpoints are written
 * @param validating when the model is validated, and what follows from it
 * @param rollsBack whether training goes back to the last good checkpoint when the loss is NaN or
 *     infinite; else it stops
 */
public record TrainingPlan(
    int epochs,
    LearningRateSchedule schedule,
    Saving saving,
    Validating validating,
    boolean rollsBack) {

  /**
   * When checkpoints are written; the last epoch always has one.
   *
   * @param every epochs between checkpoints, at least 1
   * @param minutes the longest time without one, also within an epoch, at least 1
   * @param keepLast how many are kept, at least 1; the best one is kept besides
   */
  public record Saving(int every, int minutes, int keepLast) {

    /** Checks the ranges. */
    public Saving {
      if (every < 1 || minutes < 1 || keepLast < 1) {
        throw new IllegalArgumentException(
            "checkpoints: every, minutes and keepLast must be at least 1, got %d, %d and %d"
                .formatted(every, minutes, keepLast));
      }
    }
  }

  /**
   * When the model is validated.
   *
   * @param every epochs between validations, also after the last; 0 for none
   * @param patience training ends early when the best score is so many epochs old; 0 for never
   * @param useBest whether the weights of the best score are what training gives, instead of the
   *     last ones
   */
  public record Validating(int every, int patience, boolean useBest) {
    /** Never. */
    public static final Validating NEVER = new Validating(0, 0, false);

    /** Checks the ranges. */
    public Validating {
      if (every < 0 || patience < 0) {
        throw new IllegalArgumentException(
            "validation: every and patience must be at least 0, got %d and %d"
                .formatted(every, patience));
      }
    }
  }

  /** Checks that nothing is missing. */
  public TrainingPlan {
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(saving, "saving");
    Objects.requireNonNull(validating, "validating");
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, got " + epochs);
    }
  }

  /** Whether a checkpoint is due after this many epochs. */
  boolean savesAfter(int epoch) {
    return epoch % saving.every() == 0 || epoch == epochs;
  }

  /** Whether a validation is due after this many epochs. */
  boolean validatesAfter(int epoch) {
    return validating.every() > 0 && (epoch % validating.every() == 0 || epoch == epochs);
  }
}
