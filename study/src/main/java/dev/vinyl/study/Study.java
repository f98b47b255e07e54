package dev.vinyl.study;

import dev.vinyl.data.layout.Datasets;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.runtime.internal.io.Temporary;
import dev.vinyl.study.internal.graph.Scheduler;
import dev.vinyl.study.internal.graph.Step;
import dev.vinyl.study.internal.graph.StepFolders;
import dev.vinyl.study.internal.graph.StepGraph;
import dev.vinyl.study.internal.graph.StepState;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a study in a folder: what is done is not done again, what was killed goes on, what fails
 * stops nothing but what begins with it.
 *
 * <pre>{@code
 * StudySpec spec = StudySpec.of(StudySpec.preset("smoke"));
 * StudyOutcome outcome = new Study(spec, Path.of("studies/smoke")).run();
 * System.out.println(outcome.page());
 * }</pre>
 *
 * <p>The folder holds {@code index.html} with the state of every step, written anew while the study
 * runs; {@code study.html}, {@code study.json}, {@code cells.csv} and {@code cells.arrow} with its
 * results; and a folder for each step. Set up and run by one thread; {@link #run} may be called
 * again.
 */
public final class Study {
  /** Where images are drawn, in the study's folder. */
  static final String DATA = "drawn-pets";

  private static final Logger log = LoggerFactory.getLogger(Study.class);
  private static final String STEPS = "steps";
  private static final String SPEC = "study.yaml";

  private final StudySpec spec;
  private final Path folder;
  private Training.Engine engine = Training.Engine.AUTO;
  private Supplier<SessionSettings> session = SessionSettings::forTraining;
  private int jobs = 1;
  private boolean retryFailed;
  private String only = "*";
  private String command = "";
  private StudyListener listener = StudyListener.NONE;
  private BooleanSupplier stop = () -> false;

  /**
   * A study that runs one step at a time, on all cores.
   *
   * @param folder made if it is missing; new, empty or this study's
   */
  public Study(StudySpec spec, Path folder) {
    this.spec = spec;
    this.folder = folder;
  }

  /**
   * What computes steps, and where; its threads are those of each job.
   *
   * @param newSession asked only if there is something to run
   */
  public Study running(Training.Engine newEngine, Supplier<SessionSettings> newSession) {
    engine = newEngine;
    session = newSession;
    return this;
  }

  /**
   * How many steps run at once.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Study jobs(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("jobs must be at least 1, got " + number);
    }
    jobs = number;
    return this;
  }

  /** Whether steps that failed before run again; they do not unless set. */
  public Study retryFailed(boolean choice) {
    retryFailed = choice;
    return this;
  }

  /**
   * Runs some steps only, and those that they begin with.
   *
   * @param pattern of their names, {@code *} for any text, such as {@code finetune/*}
   */
  public Study only(String pattern) {
    only = pattern;
    return this;
  }

  /** How to get the page again, as its foot says it. */
  public Study command(String words) {
    command = words;
    return this;
  }

  /** Hears how it goes. */
  public Study listener(StudyListener newListener) {
    listener = newListener;
    return this;
  }

  /** Ends after the training step that it is at; what ran goes on the next time. */
  public Study stop(BooleanSupplier request) {
    stop = request;
    return this;
  }

  /**
   * Runs what is not done, and writes the results.
   *
   * @throws IllegalArgumentException if a stage has no such setting or a value is out of range, a
   *     size is larger than the data, or no step is named as {@link #only} asks
   * @throws IOException if the folder is another study's or another process runs it, a data set
   *     changed since the study began, or a file cannot be read or written; a step that fails is no
   *     reason
   */
  public StudyOutcome run() throws IOException {
    try (StudyFolder held = StudyFolder.open(folder, spec.name())) {
      StudyData data = new StudyData(spec.data(), folder.resolve(DATA));
      data.draw();
      GridPlan plan = GridPlan.of(spec, data);
      Predicate<Step> wanted = wanted(plan.graph());
      held.begin(spec.name(), data.fingerprints());
      writeSpec();
      return run(plan, data, wanted);
    }
  }

  /**
   * Says what {@link #run} would do and how long that would take. Writes nothing to the study's
   * folder; a few steps of each stage are taken in a temporary one.
   *
   * @throws IllegalArgumentException as {@link #run}
   * @throws IOException as {@link #run}
   */
  public StudyEstimate estimate() throws IOException {
    StudyFolder.requireOwn(folder, spec.name());
    Path parent = Path.of(System.getProperty("java.io.tmpdir"));
    try (Temporary temporary = Temporary.in(parent, "vinyl-study")) {
      Files.createDirectory(temporary.path());
      boolean drawn = Datasets.isLabelled(folder.resolve(DATA));
      StudyData data =
          new StudyData(spec.data(), (drawn ? folder : temporary.path()).resolve(DATA));
      data.draw();
      GridPlan plan = GridPlan.of(spec, data);
      StepFolders folders = new StepFolders(folder.resolve(STEPS));
      Scheduler scheduler =
          new Scheduler(plan.graph(), folders, (step, state, kept) -> {})
              .prepare(wanted(plan.graph()), retryFailed);
      engine.load();
      SessionSettings settings = session.get();
      StepWork work =
          new StepWork(
              plan,
              data,
              spec,
              folders,
              temporary.path(),
              engine,
              settings,
              stop,
              (step, done, total, detail) -> {});
      return new Estimator(plan, data, work, engine, settings, temporary.path())
          .estimate(scheduler);
    }
  }

  private StudyOutcome run(GridPlan plan, StudyData data, Predicate<Step> wanted)
      throws IOException {
    StepGraph graph = plan.graph();
    StepFolders folders = new StepFolders(folder.resolve(STEPS));
    StudyBoard board = new StudyBoard(spec, data, plan, folder, command, listener);
    Scheduler scheduler =
        new Scheduler(
                graph,
                folders,
                (step, state, kept) -> {
                  board.changed(step, state, kept);
                  if (state == StepState.DONE) {
                    tidy(folders.folder(step));
                  }
                })
            .prepare(wanted, retryFailed);
    int waiting = scheduler.count(StepState.WAITING);
    board.begin(scheduler.count(StepState.DONE), waiting);
    if (waiting > 0) {
      engine.load();
      StepWork work =
          new StepWork(
              plan, data, spec, folders, folder, engine, session.get(), stop, board::progressed);
      scheduler.run(work, jobs, stop);
    }
    board.end();
    return new StudyOutcome(
        graph.steps().size(),
        scheduler.count(StepState.DONE),
        board.ran(),
        scheduler.count(StepState.BLOCKED),
        board.failures(),
        scheduler.count(StepState.LEFT) + scheduler.count(StepState.WAITING),
        stop.getAsBoolean(),
        folder.resolve(StudyBoard.PAGE));
  }

  private static void tidy(Path folder) {
    try {
      StepWork.tidy(folder);
    } catch (IOException e) {
      log.warn("{}; it can be removed by hand", e.getMessage());
    }
  }

  private Predicate<Step> wanted(StepGraph graph) {
    Pattern pattern =
        Pattern.compile(
            List.of(only.split("\\*", -1)).stream()
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")));
    Predicate<Step> wanted = step -> pattern.matcher(step.name()).matches();
    if (graph.steps().stream().noneMatch(wanted)) {
      throw new IllegalArgumentException(
          "no step is named %s; names are such as %s"
              .formatted(only, graph.steps().get(graph.steps().size() - 1).name()));
    }
    return wanted;
  }

  /** The study as it was last run, for people who find the folder. */
  private void writeSpec() throws IOException {
    byte[] yaml = ConfigTree.of(spec).toYaml().getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(folder.resolve(SPEC), out -> out.write(yaml));
  }
}
