package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.TrainingSubset;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.engine.OrtEngineFactory;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl finetune}: trains a segmenter on labelled pictures. */
@Command(
    name = "finetune",
    description = {
      "Train a segmenter on the trainval pictures of a data set.",
      "The same options and seed give the same weights on the same machine."
    })
public final class FinetuneCommand extends AbstractCommand {
  @Mixin private DataOptions data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "RUN",
      description = "The run's folder: settings, metrics, checkpoints, weights; new or empty.")
  private Path out;

  @Mixin private ConfigOptions config;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "What every random choice follows from; ${DEFAULT-VALUE} unless given.")
  private long seed;

  @Option(
      names = "--train-size",
      paramLabel = "N",
      description = "Train on so many of the trainval pictures, drawn by --split-seed.")
  private @Nullable Integer trainSize;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute; as many as there are processors unless given.")
  private @Nullable Integer threads;

  @Option(names = "--overwrite", description = "Delete the run that is in the folder already.")
  private boolean overwrite;

  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    FineTuningConfig settings = config.fineTuning();
    FineTuning stage =
        new FineTuning(pictures(), settings, seed, new OrtEngineFactory(sessionSettings()));
    TrainingResult result;
    try (TrainingProgress progress = new TrainingProgress(console)) {
      result = stage.run(out, overwrite, progress);
    }
    if (json.wanted()) {
      console.printJson(asJson(result));
    } else {
      console.print(
          String.format(
              Locale.ROOT,
              "%s: %d epochs, %d steps in %d s; training loss %.4f",
              out,
              result.epochs(),
              result.steps(),
              result.elapsed().toSeconds(),
              result.loss()));
    }
    return 0;
  }

  private SegmentationDataset pictures() throws IOException {
    OxfordPets pets = data.open();
    return trainSize == null ? pets : TrainingSubset.of(pets, trainSize, data.splitSeed());
  }

  private SessionSettings sessionSettings() {
    SessionSettings usual = SessionSettings.forTraining();
    return threads == null ? usual : usual.withIntraOpThreads(threads);
  }

  private Map<String, Object> asJson(TrainingResult result) {
    return Map.of(
        "run", out.toString(),
        "epochs", result.epochs(),
        "steps", result.steps(),
        "loss", result.loss(),
        "seconds", result.elapsed().toMillis() / 1000.0);
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("finetune", args);
  }
}
