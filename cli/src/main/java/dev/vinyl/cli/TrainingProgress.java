package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.training.loop.EpochReport;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingOutline;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a training's epochs on the console. */
final class TrainingProgress implements TrainingListener, AutoCloseable {
  private final Console console;
  private @Nullable Progress epochs;

  TrainingProgress(Console console) {
    this.console = console;
  }

  @Override
  public void trainingStarted(TrainingOutline outline) {
    epochs = console.progress("train", outline.epochs(), "epochs");
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    if (epochs != null) {
      String detail =
          String.format(
              Locale.ROOT,
              "loss %.3f, %.0f pictures/s",
              epoch.loss(),
              epoch.images() / Math.max(epoch.seconds(), 1e-9));
      epochs.update(epoch.epoch(), detail);
    }
  }

  @Override
  public void close() {
    if (epochs != null) {
      epochs.close();
    }
  }
}
