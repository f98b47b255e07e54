package dev.vinyl.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.study.internal.graph.StepState;
import dev.vinyl.study.internal.graph.StepStore;
import dev.vinyl.study.internal.results.Cell;
import dev.vinyl.study.internal.results.CellFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the steps of a study stand, and what its folder shows of it. Thread-safe. */
final class StudyBoard {
  /** The results, for a browser. */
  static final String PAGE = "study.html";

  private final StudySpec spec;
  private final GridPlan plan;
  private final Path folder;
  private final String command;
  private final StudyListener listener;
  private final Map<String, StepState> states = new LinkedHashMap<>();
  private final Map<String, StepStore.Kept> kept = new LinkedHashMap<>();
  private boolean begun;
  private int ran;

  StudyBoard(
      StudySpec spec, GridPlan plan, Path folder, String command, StudyListener listener) {
    this.spec = spec;
    this.plan = plan;
    this.folder = folder;
    this.command = command;
    this.listener = listener;
  }

  synchronized void begin(int done, int waiting) {
    begun = true;
    listener.planned(done, waiting, states.size());
  }

  synchronized void changed(Step step, StepState state, StepStore.@Nullable Kept result) {
    states.put(step.name(), state);
    if (result != null) {
      kept.put(step.name(), result);
    }
    if (!begun) {
      return;
    }
    if (state == StepState.RUNNING) {
      listener.started(step.name());
    } else if (result != null && state == StepState.DONE) {
      ran++;
      listener.finished(step.name(), result.seconds());
    } else if (result != null) {
      ran++;
      listener.failed(step.name(), result.reason());
    }
  }

  synchronized void progressed(Step step, long done, long total, String detail) {
    listener.progressed(step.name(), done, total, detail);
  }

  /** How many steps this run did. */
  synchronized int ran() {
    return ran;
  }

  /** Why steps failed, in the plan's order. */
  synchronized Map<String, String> failures() {
    Map<String, String> failures = new LinkedHashMap<>();
    states.forEach(
        (name, state) -> {
          StepStore.Kept failure = kept.get(name);
          if (state == StepState.FAILED && failure != null) {
            failures.put(name, failure.reason());
          }
        });
    return failures;
  }

  /** Writes the results. */
  synchronized void end() throws IOException {
    CellFiles.write(folder, cells());
  }

  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    plan.cells()
        .forEach(
            (key, step) -> {
              StepStore.@Nullable Kept scores = kept.get(step.name());
              @Nullable ObjectNode found = scores == null ? null : scores.result();
              cells.add(
                  new Cell(
                      key,
                      state(step.name()),
                      reason(step),
                      number(found, "paperMiou"),
                      number(found, "datasetMiou"),
                      number(found, "pixelAccuracy"),
                      numbers(found, "paperMiouOfImages"),
                      trainingSeconds(step.inputs().get(0)),
                      found == null ? Double.NaN : scores.seconds(),
                      step.identity()));
            });
    return cells;
  }

  private StepState state(String step) {
    return states.getOrDefault(step, StepState.LEFT);
  }

  /** Its own, or that of the step that it waits for in vain. */
  private String reason(Step step) {
    StepStore.Kept own = kept.get(step.name());
    if (state(step.name()) == StepState.FAILED && own != null) {
      return own.reason();
    }
    for (String input : step.inputs()) {
      String reason = reason(plan.step(input));
      if (!reason.isEmpty()) {
        return reason.startsWith(input) ? reason : input + ": " + reason;
      }
    }
    return "";
  }

  private double trainingSeconds(String step) {
    StepStore.Kept found = kept.get(step);
    return found == null ? Double.NaN : number(found.result(), "trainingSeconds");
  }

  private static double number(@Nullable ObjectNode node, String key) {
    return node == null ? Double.NaN : node.path(key).asDouble(Double.NaN);
  }

  private static double[] numbers(@Nullable ObjectNode node, String key) {
    if (node == null) {
      return new double[0];
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode value : node.path(key)) {
      values.add(value.asDouble(Double.NaN));
    }
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
