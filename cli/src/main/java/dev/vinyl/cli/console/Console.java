package dev.vinyl.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.vinyl.evaluation.internal.json.Json;
import java.io.PrintWriter;

/** Standard output for results, standard error for everything that is said on the way. */
public final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Terminal terminal;
  private volatile boolean lineIsDrawnOver;

  /**
   * A console on two streams.
   *
   * @param terminal what {@code err} is connected to
   */
  public Console(PrintWriter out, PrintWriter err, Terminal terminal) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
  }

  /** A line of the result. */
  public void print(String line) {
    out.println(line);
    out.flush();
  }

  /**
   * The whole result as one JSON object, in ASCII whatever the locale; a number that is not finite
   * is null.
   *
   * @param result what Jackson writes as an object: a map or a record
   */
  public void printJson(Object result) {
    try {
      print(Json.ascii().writerWithDefaultPrettyPrinter().writeValueAsString(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write the result as JSON: " + e.getMessage(), e);
    }
  }

  /** A line about what goes on; no result. Safe from any thread. */
  public void note(String line) {
    err.println(lineIsDrawnOver ? System.lineSeparator() + line : line);
    err.flush();
  }

  /** A line about something that went wrong without ending the command. */
  public void warn(String message) {
    note(Failures.line(message));
  }

  /**
   * Shows how far a task is: a bar on a terminal, a line now and then elsewhere.
   *
   * @param task what is being done, in a word or two
   * @param total how many units of work there are, at least 1
   * @param unit what a unit is, in the plural
   */
  public Progress progress(String task, long total, String unit) {
    if (!terminal.interactive()) {
      return new LineProgress(task, total, unit, this::note);
    }
    lineIsDrawnOver = true;
    return new BarProgress(task, total, unit, err, terminal.width(), () -> lineIsDrawnOver = false);
  }
}
