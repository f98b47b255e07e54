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
  private long firstTime;
  private long firstDone;

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
    if (!said) {
      firstTime = now;
      firstDone = done;
    }
    said = true;
    lastTime = now;
    String more = detail.isEmpty() ? "" : ", " + detail;
    lines.accept("%s: %d of %d %s%s%s".formatted(task, done, total, unit, more, left(done, now)));
  }

  /** How long the rest takes at the speed so far. */
  private String left(long done, long now) {
    if (done == firstDone || done >= total) {
      return "";
    }
    Duration left =
        Duration.ofNanos((long) ((double) (now - firstTime) / (done - firstDone) * (total - done)));
    return left.toHours() > 0
        ? ", %d:%02d h left".formatted(left.toHours(), left.toMinutesPart())
        : ", %d:%02d min left".formatted(left.toMinutes(), left.toSecondsPart());
  }

  @Override
  public void close() {
    // The last line was said when the last unit was done.
  }
}
