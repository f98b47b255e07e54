package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.nativeconfig.internal.CacheFolder;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.stage.Stage;
import dev.vinyl.training.stage.Training;
import dev.vinyl.training.stage.Training.OnNan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that train have in common. */
abstract class TrainingCommand extends AbstractCommand {
  /** What the shell says of a command that a signal has ended. */
  private static final int STOPPED = 130;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's folder: settings, metrics, checkpoints, weights; new or empty.")
  private Path out;

  @Mixin private ConfigOptions config;
  @Mixin private EngineOptions engine;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of every random choice; ${DEFAULT-VALUE} unless given.")
  private long seed;

  @Option(
      names = "--from",
      paramLabel = "RUN",
      description =
          "Begin with the encoder of an earlier run, whose model it takes unless --set changes it; "
              + "with random initialization unless given.")
  private @Nullable Path from;

  @ArgGroup private final ExistingRun existing = new ExistingRun();

  /** At most one of them. */
  private static final class ExistingRun {
    @Option(
        names = "--resume",
        description =
            "Go on with the run in the folder, from its last checkpoint; begin it if there is none. "
                + "More epochs than it was begun with are fine, unless its rate falls along a cosine.")
    private boolean resume;

    @Option(names = "--overwrite", description = "Delete the run that is in the folder already.")
    private boolean overwrite;

    Existing choice() {
      return resume ? Existing.RESUME : overwrite ? Existing.OVERWRITE : Existing.REFUSE;
    }
  }

  @Option(
      names = "--on-nan",
      paramLabel = "WHAT",
      defaultValue = "stop",
      description =
          "When the loss is not finite: stop, or rollback to the last checkpoint and go on at half"
              + " the learning rate; ${DEFAULT-VALUE} unless given.")
  private OnNan onNan;

  @ArgGroup private final Cache cache = new Cache();

  /** At most one of them. */
  private static final class Cache {
    @Option(
        names = "--cache",
        paramLabel = "DIR",
        description = "Keep decoded images in this folder; in the user's cache unless given.")
    private @Nullable Path folder;

    @Option(names = "--no-cache", description = "Decode every image anew in each epoch.")
    private boolean none;

    @Nullable Path choice() {
      if (none) {
        return null;
      }
      return folder != null
          ? folder
          : CacheFolder.current().map(user -> user.resolve("pictures")).orElse(null);
    }
  }

  @Mixin private JsonOption json;

  /** The folder of the data. */
  abstract Path data();

  /** Whether to begin with an earlier run's head too. */
  boolean withHead() {
    return false;
  }

  /**
   * Binds the settings.
   *
   * @return opens the data; settings that do not go with it are wrong usage
   */
  abstract FromOptions<Stage> stage(ConfigOptions options) throws IOException;

  @Override
  @SuppressWarnings("try") // signals are handled by being open
  final int run(Console console) throws Exception {
    if (withHead() && from == null) {
      throw usageError("--with-head needs --from RUN, the run whose head it is");
    }
    config.from(from);
    FromOptions<Stage> opener = stage(config);
    requireInputsKept();
    Stage stage = fromOptions(opener);
    AtomicBoolean stop = new AtomicBoolean();
    TrainingResult result;
    try (StopSignals signals = StopSignals.handle(stop, console);
        TrainingProgress progress = new TrainingProgress(console)) {
      result =
          fromOptions(() -> new Training(stage, engine.engine(), engine.settings(console)))
              .seed(seed)
              .from(from)
              .withHead(withHead())
              .existing(existing.choice())
              .onNan(onNan)
              .cache(cache.choice())
              .listener(progress)
              .stop(stop::get)
              .run(out);
    }
    if (json.wanted()) {
      console.printJson(asJson(result));
    } else {
      console.print(asText(result));
    }
    return result.end() == TrainingResult.End.STOPPED ? STOPPED : 0;
  }

  /** Starting over deletes what an earlier run left in the folder. */
  private void requireInputsKept() throws IOException {
    if (existing.choice() != Existing.RESUME) {
      OutputFiles files = new OutputFiles().reads(data());
      config.file().ifPresent(files::reads);
      if (from != null) {
        files.reads(RunDirectory.open(from).encoderFile());
      }
      files.writes(RunDirectory.content(out), file -> true).checkInputs();
    }
  }

  private String asText(TrainingResult result) {
    String how =
        switch (result.end()) {
          case FINISHED -> "%d epochs".formatted(result.epochs());
          case EARLY -> "ended early after %d epochs".formatted(result.epochs());
          case STOPPED ->
              "stopped after %d epochs; go on with the same command and --resume"
                  .formatted(result.epochs());
        };
    String best =
        result.best() == null
            ? ""
            : String.format(
                Locale.ROOT,
                "; best validation %.4f after epoch %d",
                Math.abs(result.best().score()),
                result.best().epoch());
    String loss =
        Double.isNaN(result.loss())
            ? ""
            : String.format(Locale.ROOT, "; training loss %.4f", result.loss());
    return String.format(
        Locale.ROOT,
        "%s: %s, %d steps in %d s, %.1f %% of it waiting for data%s%s",
        out,
        how,
        result.steps(),
        result.elapsed().toSeconds(),
        100.0 * result.dataWait().toMillis() / Math.max(1, result.elapsed().toMillis()),
        loss,
        best);
  }

  private Map<String, Object> asJson(TrainingResult result) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("run", out.toString());
    values.put("end", result.end().name().toLowerCase(Locale.ROOT));
    values.put("epochs", result.epochs());
    values.put("steps", result.steps());
    values.put("loss", result.loss());
    values.put("seconds", result.elapsed().toMillis() / 1000.0);
    values.put("dataWaitSeconds", result.dataWait().toMillis() / 1000.0);
    if (result.best() != null) {
      values.put("bestEpoch", result.best().epoch());
      values.put("bestScore", result.best().score());
    }
    return values;
  }
}
