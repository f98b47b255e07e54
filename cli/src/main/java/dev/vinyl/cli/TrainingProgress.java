package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.StepReport;
import dev.vinyl.training.loop.TrainingListener.TrainingOutline;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows a training's steps on the console. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  /** How much of the speed so far goes into the one that is shown. */
  private static final double SMOOTHING = 0.9;

  private final Console console;
  private @Nullable Progress shown;
  private double imagesPerSecond;

  TrainingProgress(Console console) {
    this.console = console;
  }

  @Override
  public void imageCached(int done, int total) {
    if (shown == null) {
      shown = console.progress("decode", total, "images");
    }
    shown.update(done, "");
  }

  @Override
  public void trainingStarted(TrainingOutline outline) {
    close();
    if (outline.firstStep() > 0) {
      console.note("continued from step %d of %d".formatted(outline.firstStep(), outline.steps()));
    }
    imagesPerSecond = 0;
    shown = console.progress("train", outline.steps(), "steps");
  }

  @Override
  public void stepFinished(StepReport step) {
    imagesPerSecond =
        imagesPerSecond == 0
            ? step.imagesPerSecond()
            : SMOOTHING * imagesPerSecond + (1 - SMOOTHING) * step.imagesPerSecond();
    String detail =
        String.format(
            Locale.ROOT,
            "loss %.3f, rate %.1e, %.0f images/s",
            step.loss(),
            step.rate(),
            imagesPerSecond);
    if (shown != null) {
      shown.update(step.step(), detail);
    }
  }

  @Override
  public void validated(ValidationReport validation) {
    String scores =
        validation.scores().entrySet().stream()
            .map(e -> String.format(Locale.ROOT, "%s %.4f", e.getKey(), e.getValue()))
            .collect(Collectors.joining(", "));
    console.note(
        "epoch %d: %s%s"
            .formatted(validation.epoch(), scores, validation.best() ? ", the best so far" : ""));
  }

  @Override
  public void rolledBack(String reason, long step) {
    close();
    console.warn(reason);
  }

  @Override
  public void close() {
    if (shown != null) {
      shown.close();
      shown = null;
    }
  }
}
