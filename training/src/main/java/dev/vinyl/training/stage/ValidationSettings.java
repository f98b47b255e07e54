package dev.vinyl.training.stage;

import dev.vinyl.training.loop.TrainingPlan;
import java.util.List;
import java.util.Objects;

/**
 * When the model is looked at while it is trained, on images that it is not trained on.
 *
 * @param every epochs between validations, the last epoch included; 0 for none
 * @param images how many are looked at, at least 1; all there are if there are fewer
 * @param patience training ends early when the best score is so many epochs old; 0 for never
 * @param use which weights are the result
 */
public record ValidationSettings(int every, int images, int patience, Use use) {

  /** Which weights are the result. */
  public enum Use {
    /** Those after the last step. */
    LAST,
    /** Those of the best validation. */
    BEST
  }

  /** Checks the ranges. */
  public ValidationSettings {
    Objects.requireNonNull(use, "use");
    Settings.atLeast("validation.every", every, 0);
    Settings.atLeast("validation.images", images, 1);
    Settings.atLeast("validation.patience", patience, 0);
    if (every == 0 && (patience > 0 || use == Use.BEST)) {
      throw new IllegalArgumentException(
          "validation.%s needs validations: set validation.every to 1 or more"
              .formatted(patience > 0 ? "patience" : "use=best"));
    }
  }

  /** Whether anything follows from the scores, so that they cannot be done without. */
  boolean decides() {
    return patience > 0 || use == Use.BEST;
  }

  /** Those of the images that are looked at: the first ones. */
  <T> List<T> chosen(List<T> held) {
    return held.subList(0, Math.min(images, held.size()));
  }

  TrainingPlan.Validating validating() {
    return new TrainingPlan.Validating(every, patience, use == Use.BEST);
  }
}
