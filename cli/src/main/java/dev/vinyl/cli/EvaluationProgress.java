package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.PictureFindings;
import dev.vinyl.evaluation.SkippedPicture;
import org.jspecify.annotations.Nullable;

/** Shows an evaluation's pictures on the console. */
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
  public void started(int pictures) {
    progress = console.progress(task, pictures, "pictures");
  }

  @Override
  public void scored(PictureFindings picture) {
    advance();
  }

  @Override
  public void skipped(SkippedPicture picture) {
    advance();
  }

  private void advance() {
    done++;
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
