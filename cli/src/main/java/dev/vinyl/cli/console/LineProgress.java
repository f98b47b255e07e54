package dev.vinyl.cli.console;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A line at the first unit, at the last one, and in between no more often than every ten seconds.
 */
final class LineProgress implements Progress {
  private static final long QUIET_NANOS = Duration.ofSeconds(10).toNanos();

  private final String task;
  private final long total;
  private final String unit;
  private final Consumer<String> lines;
  private final LongSupplier clock;
  private boolean said;
  private long lastTime;

  LineProgress(String task, long total, String unit, Consumer<String> lines) {
    this(task, total, unit, lines, System::nanoTime);
  }

  LineProgress(
      String task, long total, String unit, Consumer<String> lines, LongSupplier clockNanos) {
    this.task = task;
    this.total = total;
    this.unit = unit;
    this.lines = lines;
    this.clock = clockNanos;
  }

  @Override
  public void update(long done, String detail) {
    long now = clock.getAsLong();
    if (said && done < total && now - lastTime < QUIET_NANOS) {
      return;
    }
    said = true;
    lastTime = now;
    String more = detail.isEmpty() ? "" : ", " + detail;
    lines.accept("%s: %d of %d %s%s".formatted(task, done, total, unit, more));
  }

  @Override
  public void close() {
    // The last line was said when the last unit was done.
  }
}
