package dev.vinyl.training.loop;

import dev.vinyl.runtime.image.RgbImage;
import java.nio.file.Path;

/** Tells two listeners, one after the other. */
record CombinedListener(TrainingListener first, TrainingListener second)
    implements TrainingListener {

  @Override
  public void trainingStarted(TrainingOutline outline) {
    first.trainingStarted(outline);
    second.trainingStarted(outline);
  }

  @Override
  public void stepFinished(StepReport step) {
    first.stepFinished(step);
    second.stepFinished(step);
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    first.epochFinished(epoch);
    second.epochFinished(epoch);
  }

  @Override
  public void validated(ValidationReport validation) {
    first.validated(validation);
    second.validated(validation);
  }

  @Override
  public void imageDrawn(String name, long step, RgbImage image) {
    first.imageDrawn(name, step, image);
    second.imageDrawn(name, step, image);
  }

  @Override
  public void checkpointWritten(TrainerState progress, Path checkpoint) {
    first.checkpointWritten(progress, checkpoint);
    second.checkpointWritten(progress, checkpoint);
  }

  @Override
  public void rolledBack(String reason, TrainerState progress) {
    first.rolledBack(reason, progress);
    second.rolledBack(reason, progress);
  }

  @Override
  public void imagePrepared(int done, int total) {
    first.imagePrepared(done, total);
    second.imagePrepared(done, total);
  }

  @Override
  public void trainingFinished(TrainingResult result) {
    first.trainingFinished(result);
    second.trainingFinished(result);
  }
}
