package dev.vinyl.study;

import java.util.List;
import java.util.Locale;

/**
 * What a study has ahead of it.
 *
 * @param kinds of steps, in the order in which they first run
 * @param steps names of those that would run, in their order
 */
public record StudyEstimate(List<Kind> kinds, List<String> steps) {

  /** Takes copies. */
  public StudyEstimate {
    kinds = List.copyOf(kinds);
    steps = List.copyOf(steps);
  }

  /**
   * The steps of one kind.
   *
   * @param name such as {@code finetune}
   * @param steps of the study
   * @param done those whose results are there
   * @param waiting those that would run
   * @param seconds that they would take one after the other, from the speed of a few training steps
   * @param speed images a second that were measured; NaN if nothing of it was
   */
  public record Kind(String name, int steps, int done, int waiting, double seconds, double speed) {}

  /** What all would take, one step after the other, in seconds. */
  public double seconds() {
    return kinds.stream().mapToDouble(Kind::seconds).sum();
  }

  /** A table for people. */
  public String toTable() {
    StringBuilder table = new StringBuilder();
    table.append(
        String.format(
            Locale.ROOT,
            "%-16s %7s %7s %7s %12s %10s%n",
            "kind",
            "steps",
            "done",
            "to run",
            "images/s",
            "time"));
    for (Kind kind : kinds) {
      table.append(
          String.format(
              Locale.ROOT,
              "%-16s %7d %7d %7d %12s %10s%n",
              kind.name(),
              kind.steps(),
              kind.done(),
              kind.waiting(),
              Double.isNaN(kind.speed()) ? "-" : String.format(Locale.ROOT, "%.0f", kind.speed()),
              words(kind.seconds())));
    }
    return table + "all of it, one step after the other: about " + words(seconds());
  }

  private static String words(double seconds) {
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    double minutes = seconds / 60;
    if (minutes < 100) {
      return String.format(Locale.ROOT, "%.0f min", minutes);
    }
    double hours = minutes / 60;
    return hours < 72
        ? String.format(Locale.ROOT, "%.1f h", hours)
        : String.format(Locale.ROOT, "%.1f days", hours / 24);
  }
}
