package dev.vinyl.training.loop;

import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingListener.TrainingOutline;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
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
  public void imageLogged(String name, long step, RgbImage image) {
    first.imageLogged(name, step, image);
    second.imageLogged(name, step, image);
  }

  @Override
  public void checkpointWritten(long step, Path checkpoint) {
    first.checkpointWritten(step, checkpoint);
    second.checkpointWritten(step, checkpoint);
  }

  @Override
  public void rolledBack(String reason, long step) {
    first.rolledBack(reason, step);
    second.rolledBack(reason, step);
  }

  @Override
  public void imageCached(int done, int total) {
    first.imageCached(done, total);
    second.imageCached(done, total);
  }

  @Override
  public void trainingFinished(TrainingResult result) {
    first.trainingFinished(result);
    second.trainingFinished(result);
  }
}
