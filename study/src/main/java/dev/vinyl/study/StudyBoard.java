package dev.vinyl.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.data.Split;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.study.internal.graph.Identity;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.study.internal.graph.StepState;
import dev.vinyl.study.internal.graph.StepStore;
import dev.vinyl.study.internal.results.Cell;
import dev.vinyl.study.internal.results.CellFiles;
import dev.vinyl.study.internal.results.Encoders;
import dev.vinyl.study.internal.results.Grid;
import dev.vinyl.study.internal.results.IndexPage;
import dev.vinyl.study.internal.results.StudyFacts;
import dev.vinyl.study.internal.results.StudyPage;
import dev.vinyl.study.internal.results.StudyReport;
import dev.vinyl.training.config.ConfigTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the steps of a study stand, and what its folder shows of it. Thread-safe. */
final class StudyBoard {
  /** The results, for a browser. */
  static final String PAGE = "study.html";

  private static final Logger log = LoggerFactory.getLogger(StudyBoard.class);
  private static final long NANOS_BETWEEN = 2_000_000_000L;

  private final StudySpec spec;
  private final GridPlan plan;
  private final Path folder;
  private final String command;
  private final StudyListener listener;
  private final Map<String, StepState> states = new LinkedHashMap<>();
  private final Map<String, StepStore.Kept> kept = new LinkedHashMap<>();
  private final Map<String, String> details = new LinkedHashMap<>();
  private final StudyData data;
  private boolean begun;
  private int ran;
  private long written;

  StudyBoard(
      StudySpec spec,
      StudyData data,
      GridPlan plan,
      Path folder,
      String command,
      StudyListener listener) {
    this.spec = spec;
    this.data = data;
    this.plan = plan;
    this.folder = folder;
    this.command = command;
    this.listener = listener;
  }

  synchronized void begin(int done, int waiting) throws IOException {
    begun = true;
    listener.planned(done, waiting, states.size());
    if (waiting > 0) {
      writeIndex(true);
    }
  }

  synchronized void changed(Step step, StepState state, StepStore.@Nullable Kept result) {
    states.put(step.name(), state);
    if (result != null) {
      kept.put(step.name(), result);
    }
    if (!begun) {
      return;
    }
    details.remove(step.name());
    if (state == StepState.RUNNING) {
      listener.started(step.name());
    } else if (result != null && state == StepState.DONE) {
      ran++;
      listener.finished(step.name(), result.seconds());
    } else if (result != null) {
      ran++;
      listener.failed(step.name(), result.reason());
    }
    writeIndexNowAndThen();
  }

  synchronized void progressed(Step step, long done, long total, String detail) {
    listener.progressed(step.name(), done, total, detail);
    details.put(
        step.name(), "%d of %d%s".formatted(done, total, detail.isEmpty() ? "" : ", " + detail));
    writeIndexNowAndThen();
  }

  /** Not after each step: the page has a row for every one, and there may be thousands. */
  private void writeIndexNowAndThen() {
    if (System.nanoTime() - written < NANOS_BETWEEN) {
      return;
    }
    try {
      writeIndex(true);
    } catch (IOException e) {
      log.warn("{}; the study goes on", e.getMessage());
    }
  }

  private void writeIndex(boolean running) throws IOException {
    List<IndexPage.Row> rows = new ArrayList<>();
    states.forEach(
        (name, state) -> {
          StepStore.Kept found = kept.get(name);
          String said = details.getOrDefault(name, "");
          String detail = found == null || found.reason().isEmpty() ? said : found.reason();
          double seconds = found == null ? Double.NaN : found.seconds();
          rows.add(new IndexPage.Row(name, state.label(), detail, seconds));
        });
    IndexPage.of(spec.name(), counts(), rows, running, VinylVersion.current())
        .write(folder.resolve(IndexPage.FILE));
    written = System.nanoTime();
  }

  private Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    states.values().forEach(state -> counts.merge(state.label(), 1, Integer::sum));
    return counts;
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
    String inputs = inputs();
    if (ran == 0 && StudyReport.isOf(folder, inputs) && Files.exists(folder.resolve(PAGE))) {
      writeIndex(false);
      return;
    }
    List<Cell> cells = cells();
    Step geometry = plan.geometry();
    StepStore.@Nullable Kept measured = geometry == null ? null : kept.get(geometry.name());
    boolean hasGeometry = measured != null && measured.state() == StepState.DONE;
    StudyReport report =
        StudyReport.of(
            facts(),
            new Grid(cells),
            hasGeometry && measured != null ? Encoders.of(measured.result()) : null);
    CellFiles.write(folder, cells);
    StudyPage.of(report, this::image).write(folder.resolve(PAGE));
    report.write(folder, inputs);
    writeIndex(false);
  }

  /** Stands for all that the results are made of. */
  private String inputs() {
    Map<String, String> all = new LinkedHashMap<>(ConfigTree.of(spec).leaves());
    states.forEach((name, state) -> all.put(plan.step(name).identity(), state.label()));
    return Identity.of("results", all, List.of(VinylVersion.current()));
  }

  private Optional<RgbImage> image(String id) {
    try {
      SegmentationDataset dataset = data.labelled();
      for (Split split : Split.values()) {
        for (Sample sample : dataset.samples(split)) {
          if (sample.id().equals(id)) {
            return Optional.of(dataset.load(sample).image());
          }
        }
      }
    } catch (IOException e) {
      log.warn("{}; its maps are shown without it", e.getMessage());
    }
    return Optional.empty();
  }

  private StudyFacts facts() throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (Step step : plan.graph().steps()) {
      StepStore.Kept found = kept.get(step.name());
      if (found != null && found.state() == StepState.DONE) {
        double own = number(found.result(), "trainingSeconds");
        seconds.merge(
            step.kind(),
            Double.isNaN(own) ? found.seconds() : Math.max(own, found.seconds()),
            Double::sum);
      }
    }
    SegmentationDataset labelled = data.labelled();
    List<String> keys = new ArrayList<>();
    ConfigTree.of(spec)
        .leaves()
        .forEach((key, value) -> keys.add(value.isEmpty() ? "" : key + "=" + value));
    keys.removeIf(String::isEmpty);
    return new StudyFacts(
        spec.name(),
        "%s, %d test images".formatted(labelled.name(), labelled.samples(Split.TEST).size()),
        labelled.fingerprint(),
        Machine.describe(),
        VinylVersion.current(),
        command,
        !spec.pretrain().perSeed(),
        spec.evaluate().resamples(),
        0,
        counts(),
        seconds,
        failures(),
        keys);
  }

  private List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    plan.cells()
        .forEach(
            (key, step) -> {
              StepStore.@Nullable Kept scores = kept.get(step.name());
              @Nullable ObjectNode found = scores == null ? null : scores.result();
              double seconds = scores == null ? Double.NaN : scores.seconds();
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
                      seconds,
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

  private static List<Double> numbers(@Nullable ObjectNode node, String key) {
    if (node == null) {
      return List.of();
    }
    List<Double> values = new ArrayList<>();
    for (JsonNode value : node.path(key)) {
      values.add(value.asDouble(Double.NaN));
    }
    return values;
  }
}
