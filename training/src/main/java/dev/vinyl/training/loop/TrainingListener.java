package dev.vinyl.training.loop;

import dev.vinyl.runtime.image.RgbImage;
import java.nio.file.Path;
import java.util.Map;

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
  default void imageLogged(String name, long step, RgbImage image) {}

  /**
   * After a checkpoint was written completely.
   *
   * @param step optimizer steps taken
   * @param checkpoint its folder
   */
  default void checkpointWritten(long step, Path checkpoint) {}

  /**
   * When the loss was NaN or infinite and training goes back.
   *
   * @param reason one line: where it happened, and what happens now
   * @param step optimizer steps taken where it goes on from
   */
  default void rolledBack(String reason, long step) {}

  /**
   * While images are decoded into the cache, before training.
   *
   * @param done how many so far
   * @param total how many in all
   */
  default void imageCached(int done, int total) {}

  /** At the end, also when it was asked for. Not called if training fails. */
  default void trainingFinished(TrainingResult result) {}

  /**
   * How much a training has ahead of it.
   *
   * @param epochs in all
   * @param stepsPerEpoch batches of an epoch
   * @param images of an epoch
   * @param firstStep optimizer steps that were taken before; 0 unless the run goes on
   */
  record TrainingOutline(int epochs, int stepsPerEpoch, int images, long firstStep) {

    /** Steps in all, those before the first included. */
    public long steps() {
      return (long) epochs * stepsPerEpoch;
    }
  }

  /**
   * One step, just taken.
   *
   * @param epoch counted from 1
   * @param step optimizer steps since the run began, this one included
   * @param loss before the update
   * @param rate the learning rate
   * @param images images in the batch
   * @param imagesPerSecond of this step, waiting for data included
   */
  record StepReport(
      int epoch, long step, double loss, double rate, int images, double imagesPerSecond) {}

  /**
   * One epoch, just finished.
   *
   * @param epoch counted from 1
   * @param step optimizer steps since the run began
   * @param loss mean over the epoch's images of the losses before each update
   * @param images images seen in the epoch
   * @param seconds that it took in this process
   * @param dataWaitSeconds of them that the engine waited for data
   */
  record EpochReport(
      int epoch, long step, double loss, long images, double seconds, double dataWaitSeconds) {}

  /**
   * How a model scored on images that it was not trained on.
   *
   * @param epoch epochs finished
   * @param step optimizer steps taken
   * @param scores by name, such as {@code paper mIoU}
   * @param best whether none before was better
   */
  record ValidationReport(int epoch, long step, Map<String, Double> scores, boolean best) {}
}
