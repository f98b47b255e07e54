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
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where the steps of a study stand, and what its folder shows of it. Thread-safe. */
final class StudyBoard {
  /** The results, for a browser. */
  static final String PAGE = "study.html";

  private static final Logger log = LoggerFactory.getLogger(StudyBoard.class);
  private static final long INDEX_PAUSE = 2_000_000_000L;
  private static final long RESULTS_PAUSE = 5_000_000_000L;

  private final StudySpec spec;
  private final GridPlan plan;
  private final Path folder;
  private final String command;
  private final StudyListener listener;
  private final Map<String, StepState> states = new LinkedHashMap<>();
  private final Map<String, StepStore.Kept> kept = new LinkedHashMap<>();
  private final Map<String, String> details = new LinkedHashMap<>();
  private final StudyData data;
  private final Pace index = new Pace(INDEX_PAUSE);
  private final Pace results = new Pace(RESULTS_PAUSE);
  private boolean begun;
  private boolean newScores;
  private int ran;

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
    Map<String, Integer> others = versions();
    others.remove(VinylVersion.current());
    if (!others.isEmpty()) {
      listener.madeByOtherVersions(others);
    }
    listener.planned(done, waiting, states.size());
    if (waiting > 0) {
      newScores = kept.keySet().stream().anyMatch(name -> isShown(plan.step(name)));
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
      newScores |= isShown(step);
      listener.finished(step.name(), result.seconds());
    } else if (result != null) {
      ran++;
      listener.failed(step.name(), result.reason());
    }
    writeNowAndThen();
  }

  /** Whether the results show what comes of a step: a score, or the geometry. */
  private static boolean isShown(Step step) {
    return step.kind().equals(GridPlan.EVALUATE) || step.kind().equals(GridPlan.GEOMETRY);
  }

  synchronized void progressed(Step step, long done, long total, String detail) {
    listener.progressed(step.name(), done, total, detail);
    details.put(
        step.name(), "%d of %d%s".formatted(done, total, detail.isEmpty() ? "" : ", " + detail));
    writeNowAndThen();
  }

  /**
   * What can be looked at while the study runs. Not after each step: the pages have a row for every
   * one, and there may be thousands.
   */
  private void writeNowAndThen() {
    try {
      long now = System.nanoTime();
      if (index.isDue(now)) {
        writeIndex(true);
      }
      if (newScores && results.isDue(now)) {
        writeResults(true);
      }
    } catch (IOException | RuntimeException e) { // no reason to end what runs for hours
      log.warn("{}; the study goes on", e.getMessage());
    }
  }

  private void writeIndex(boolean running) throws IOException {
    long start = System.nanoTime();
    try {
      List<IndexPage.Row> rows = new ArrayList<>();
      states.forEach((name, state) -> rows.add(row(name, state)));
      IndexPage.of(spec.name(), counts(), rows, running, VinylVersion.current())
          .write(folder.resolve(IndexPage.FILE));
    } finally {
      index.took(start, System.nanoTime());
    }
  }

  private IndexPage.Row row(String name, StepState state) {
    StepStore.Kept found = kept.get(name);
    String said = details.getOrDefault(name, "");
    String detail = found == null || found.reason().isEmpty() ? said : found.reason();
    double seconds = found == null ? Double.NaN : found.seconds();
    return new IndexPage.Row(name, state.label(), detail, seconds);
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
    if (ran == 0 && StudyReport.isOf(folder, inputs(false)) && Files.exists(folder.resolve(PAGE))) {
      writeIndex(false);
      return;
    }
    writeResults(false);
    writeIndex(false);
  }

  private void writeResults(boolean running) throws IOException {
    long start = System.nanoTime();
    try {
      newScores = false;
      writeFiles(report(running));
    } finally {
      results.took(start, System.nanoTime());
    }
  }

  private StudyReport report(boolean running) throws IOException {
    Step geometry = plan.geometry();
    StepStore.@Nullable Kept measured = geometry == null ? null : kept.get(geometry.name());
    boolean hasGeometry = measured != null && measured.state() == StepState.DONE;
    return StudyReport.of(
        facts(running),
        new Grid(cells()),
        hasGeometry && measured != null ? Encoders.of(measured.result()) : null);
  }

  /** The report comes last, since it says what all of them were made of. */
  private void writeFiles(StudyReport report) throws IOException {
    CellFiles.write(folder, report.grid().cells());
    StudyPage.of(report, this::image).write(folder.resolve(PAGE));
    report.write(folder, inputs(report.facts().running()));
  }

  /** Stands for all that the results are made of. */
  private String inputs(boolean running) {
    Map<String, String> all = new LinkedHashMap<>(ConfigTree.of(spec).leaves());
    if (running) {
      all.put("running", "");
    }
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

  /** How many steps that are done each version of Vinyl made, in words. */
  private Map<String, Integer> versions() {
    Map<String, Integer> versions = new TreeMap<>();
    kept.values().stream()
        .filter(found -> found.state() == StepState.DONE)
        .forEach(found -> versions.merge(version(found), 1, Integer::sum));
    return versions;
  }

  private static String version(StepStore.Kept found) {
    String ended = found.version().isEmpty() ? "an unknown version" : found.version();
    String began = found.result().path(StepWork.BEGUN_BY).asText(ended);
    return began.equals(ended) ? ended : "%s, ended by %s".formatted(began, ended);
  }

  private StudyFacts facts(boolean running) throws IOException {
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
        versions(),
        command,
        running,
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
