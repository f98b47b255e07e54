package dev.vinyl.cli.console;

import java.io.PrintWriter;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar that is drawn over itself, on a terminal. */
final class BarProgress implements Progress {
  private static final int REFRESH_MILLIS = 200;

  private final ProgressBar bar;
  private final PrintWriter target;
  private final Runnable whenClosed;

  BarProgress(
      String task, long total, String unit, PrintWriter target, int width, Runnable whenClosed) {
    this.target = target;
    this.whenClosed = whenClosed;
    // A column less than there are: a full line would wrap, and the next drawing start a new one.
    this.bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .setMaxRenderedLength(width - 1)
            .setConsumer(new DelegatingProgressBarConsumer(this::draw, width - 1))
            .build();
  }

  private void draw(String line) {
    target.print('\r' + line);
    target.flush();
  }

  @Override
  public void update(long done, String detail) {
    bar.setExtraMessage(detail);
    bar.stepTo(done);
  }

  @Override
  public void close() {
    bar.close();
    target.println();
    target.flush();
    whenClosed.run();
  }
}
