package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.evaluation.EvaluationListener;
import org.jspecify.annotations.Nullable;

/** Shows an evaluation's images on the console. */
final class EvaluationProgress implements EvaluationListener, AutoCloseable {
  private final Console console;
  private final String task;
  private @Nullable Progress progress;
  private int done;

  EvaluationProgress(Console console, String task) {
    this.console = console;
    this.task = task;
  }

  @Override
  public void started(int images) {
    progress = console.progress(task, images, "images");
  }

  @Override
  public void done(int images) {
    done += images;
    if (progress != null) {
      progress.update(done, "");
    }
  }

  @Override
  public void close() {
    if (progress != null) {
      progress.close();
    }
  }
}
