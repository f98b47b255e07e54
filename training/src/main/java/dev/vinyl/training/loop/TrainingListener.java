package dev.vinyl.training.loop;

import java.nio.file.Path;

/** Hears how a training goes, on the thread that trains: what takes long here holds it up. */
public interface TrainingListener {

  /** A listener that does nothing. */
  TrainingListener NONE = new TrainingListener() {};

  /** Before the first step. */
  default void trainingStarted(TrainingOutline outline) {}

  /** After each step. */
  default void stepFinished(StepReport step) {}

  /** After the last step of each epoch. */
  default void epochFinished(EpochReport epoch) {}

  /**
   * After a checkpoint was written completely.
   *
   * @param epoch epochs finished
   * @param checkpoint its folder
   */
  default void checkpointWritten(int epoch, Path checkpoint) {}

  /** After the last checkpoint. Not called if training fails. */
  default void trainingFinished(TrainingResult result) {}
}
