package dev.vinyl.training.internal.loop;

import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.TrainingOutline;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import dev.vinyl.training.loop.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it hears, without times. */
final class Recorder implements TrainingListener {
  private final List<String> heard = new ArrayList<>();
  private final List<Double> epochLosses = new ArrayList<>();

  List<String> heard() {
    return heard;
  }

  List<Double> epochLosses() {
    return epochLosses;
  }

  @Override
  public void trainingStarted(TrainingOutline outline) {
    heard.add(
        "start %d x %d after step %d"
            .formatted(outline.epochs(), outline.stepsPerEpoch(), outline.firstStep()));
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    heard.add("epoch " + epoch.epoch());
    epochLosses.add(epoch.loss());
  }

  @Override
  public void validated(ValidationReport validation) {
    heard.add("validated " + validation.scores() + (validation.best() ? " best" : ""));
  }

  @Override
  public void checkpointWritten(long step, Path checkpoint) {
    heard.add("saved " + checkpoint.getFileName());
  }

  @Override
  public void rolledBack(String reason, long step) {
    heard.add("back to step " + step + ": " + reason);
  }

  @Override
  public void trainingFinished(TrainingResult result) {
    heard.add("end " + result.end());
  }
}
