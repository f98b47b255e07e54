package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import dev.vinyl.study.Study;
import dev.vinyl.study.StudyEstimate;
import dev.vinyl.study.StudyListener;
import dev.vinyl.study.StudyOutcome;
import dev.vinyl.study.StudySpec;
import dev.vinyl.training.config.ConfigTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vinyl study}: the paper's grid from one file. */
@Command(
    name = "study",
    description = {
      "Run pre-training sizes, intermediate stages, fine-tuning sizes and seeds as one study, score"
          + " every cell, and write the paper's tables and figures with a verdict on its claims.",
      "What is done is not done again: the same command goes on where an earlier one was ended,"
          + " and after a change of the file runs what depends on it. Look at index.html in the"
          + " folder while it runs, at study.html afterwards."
    })
public final class StudyCommand extends AbstractCommand {
  /** What the shell says of a command that a signal has ended. */
  private static final int STOPPED = 130;

  @Parameters(
      paramLabel = "FILE.yaml",
      arity = "0..1",
      description = "The study; see study/README.md. Or --preset.")
  private @Nullable Path file;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "A study that comes with Vinyl: smoke (drawn images, a minute), small (hours, over the"
              + " folders below), paper (the whole grid).")
  private @Nullable String preset;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "The study's folder; new, empty or this study's.")
  private Path out;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The labelled data set, in place of the file's data.labelled.")
  private @Nullable Path data;

  @Option(
      names = "--unlabelled",
      paramLabel = "DIR",
      description = "The images to pre-train on, in place of data.unlabelled.")
  private @Nullable Path unlabelled;

  @Option(
      names = "--classes",
      paramLabel = "DIR",
      description = "The images with a class each, in place of data.classes.")
  private @Nullable Path classes;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A key of the study, such as seeds=[1] or finetune.settings.epochs=20; may be given"
              + " several times.")
  private List<String> settings = List.of();

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      defaultValue = "*",
      description =
          "Run only the steps of these names, such as 'finetune/0/*', and what they begin with.")
  private String only;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      defaultValue = "1",
      description = "Run so many steps at once; ${DEFAULT-VALUE} unless given.")
  private int jobs;

  @Option(names = "--retry-failed", description = "Run steps again that failed before.")
  private boolean retryFailed;

  @Option(
      names = "--dry-run",
      description =
          "Print what would run and how long that would take, from a few steps of each stage;"
              + " write nothing.")
  private boolean dryRun;

  @Mixin private EngineOptions engine;

  @Override
  @SuppressWarnings("try") // signals are handled by being open
  int run(Console console) throws Exception {
    StudySpec spec = fromOptions(this::spec);
    AtomicBoolean stop = new AtomicBoolean();
    Study study = fromOptions(() -> new Study(spec, out).jobs(jobs));
    study
        .running(engine.engine(), () -> engine.settings(console))
        .only(only)
        .retryFailed(retryFailed)
        .command(typed())
        .listener(new Lines(console))
        .stop(stop::get);
    if (dryRun) {
      StudyEstimate estimate = fromOptions(study::estimate);
      estimate.steps().forEach(console::print);
      console.print(estimate.toTable());
      return 0;
    }
    StudyOutcome outcome;
    try (StopSignals signals = StopSignals.handle(stop, console)) {
      outcome = fromOptions(study::run);
    }
    return report(outcome, console);
  }

  private StudySpec spec() throws IOException {
    ConfigTree keys;
    if (preset != null && file == null) {
      keys = StudySpec.preset(preset);
    } else if (file != null && preset == null) {
      keys = StudySpec.read(file);
    } else {
      throw usageError("name either a study's file or --preset, one of " + StudySpec.PRESETS);
    }
    keys = with(keys, "labelled", data);
    keys = with(keys, "unlabelled", unlabelled);
    keys = with(keys, "classes", classes);
    for (String setting : settings) {
      keys = keys.with(setting);
    }
    return StudySpec.of(keys);
  }

  /** In quotes, since a path can be anything. */
  private static ConfigTree with(ConfigTree keys, String key, @Nullable Path folder)
      throws IOException {
    return folder == null
        ? keys
        : keys.with("data.%s='%s'".formatted(key, folder.toString().replace("'", "''")));
  }

  private int report(StudyOutcome outcome, Console console) {
    console.print(
        "%s: %d of %d steps done, %d of them now%s"
            .formatted(
                out,
                outcome.done(),
                outcome.steps(),
                outcome.ran() - Math.min(outcome.ran(), outcome.failures().size()),
                outcome.left() > 0 ? ", %d left out".formatted(outcome.left()) : ""));
    outcome.failures().forEach((step, reason) -> console.warn(step + ": " + reason));
    if (!outcome.failures().isEmpty()) {
      console.warn(
          "%d steps failed and %d wait for them in vain; --retry-failed runs them again"
              .formatted(outcome.failures().size(), outcome.blocked()));
    }
    console.print("results: " + outcome.page());
    if (outcome.stopped()) {
      return STOPPED;
    }
    return outcome.failures().isEmpty() ? 0 : 1;
  }

  /** A line for each step, and now and then one of how far it is. */
  private static final class Lines implements StudyListener {
    private static final long NANOS_BETWEEN = 30_000_000_000L;

    private final Console console;
    private long said = System.nanoTime();
    private int ended;
    private int all;

    Lines(Console console) {
      this.console = console;
    }

    @Override
    public void madeByOtherVersions(Map<String, Integer> steps) {
      console.warn(
          "results of other versions of Vinyl are taken as they are, this is %s: %s"
              .formatted(
                  VinylVersion.current(),
                  steps.entrySet().stream()
                      .map(entry -> "%d steps by %s".formatted(entry.getValue(), entry.getKey()))
                      .collect(Collectors.joining(", "))));
    }

    @Override
    public void planned(int done, int waiting, int steps) {
      ended = done;
      all = steps;
      console.note("%d steps: %d done, %d to run".formatted(steps, done, waiting));
    }

    @Override
    public void progressed(String step, long done, long total, String detail) {
      if (System.nanoTime() - said > NANOS_BETWEEN) {
        said = System.nanoTime();
        console.note(
            "%s: %d of %d%s".formatted(step, done, total, detail.isEmpty() ? "" : ", " + detail));
      }
    }

    @Override
    public void finished(String step, double seconds) {
      ended++;
      console.note(String.format(Locale.ROOT, "[%d/%d] %s in %.1f s", ended, all, step, seconds));
    }

    @Override
    public void failed(String step, String reason) {
      console.warn(step + " failed: " + reason);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("study", args);
  }
}
