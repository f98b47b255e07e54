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
  public void pictureDrawn(String name, long step, RgbImage picture) {
    first.pictureDrawn(name, step, picture);
    second.pictureDrawn(name, step, picture);
  }

  @Override
  public void checkpointWritten(Progress progress, Path checkpoint) {
    first.checkpointWritten(progress, checkpoint);
    second.checkpointWritten(progress, checkpoint);
  }

  @Override
  public void rolledBack(String reason, Progress progress) {
    first.rolledBack(reason, progress);
    second.rolledBack(reason, progress);
  }

  @Override
  public void picturePrepared(int done, int total) {
    first.picturePrepared(done, total);
    second.picturePrepared(done, total);
  }

  @Override
  public void trainingFinished(TrainingResult result) {
    first.trainingFinished(result);
    second.trainingFinished(result);
  }
}
