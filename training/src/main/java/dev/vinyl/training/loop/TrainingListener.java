package dev.vinyl.training.loop;

import dev.vinyl.runtime.image.RgbImage;
import java.nio.file.Path;

/** Hears how a training goes, on the thread that trains: what takes long here holds it up. */
public interface TrainingListener {

  /** A listener that does nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** A listener that tells this one and then another. */
  default TrainingListener and(TrainingListener other) {
    return new CombinedListener(this, other);
  }

  /** Before the first step; again when training has gone back to a checkpoint. */
  default void trainingStarted(TrainingOutline outline) {}

  /** After each step. */
  default void stepFinished(StepReport step) {}

  /** After the last step of each epoch. */
  default void epochFinished(EpochReport epoch) {}

  /** After each validation. */
  default void validated(ValidationReport validation) {}

  /**
   * When an image is there that shows what the model does.
   *
   * @param name what it shows, such as {@code reconstructions}
   * @param step optimizer steps taken
   */
  default void imageDrawn(String name, long step, RgbImage image) {}

  /**
   * After a checkpoint was written completely.
   *
   * @param progress how far the training is
   * @param checkpoint its folder
   */
  default void checkpointWritten(TrainerState progress, Path checkpoint) {}

  /**
   * When the loss was no finite number and training goes back.
   *
   * @param reason one line: where it happened, and what happens now
   * @param progress from where it goes on
   */
  default void rolledBack(String reason, TrainerState progress) {}

  /**
   * While images are decoded into the cache, before training.
   *
   * @param done how many so far
   * @param total how many in all
   */
  default void imagePrepared(int done, int total) {}

  /** At the end, also when it was asked for. Not called if training fails. */
  default void trainingFinished(TrainingResult result) {}
}
