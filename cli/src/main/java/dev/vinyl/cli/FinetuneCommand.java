package dev.vinyl.cli;

import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl finetune}: trains a segmenter on labelled images. */
@Command(
    name = "finetune",
    description = {
      "Train a segmenter on the training images of a data set.",
      "The same options and seed give the same weights on the same machine."
    })
public final class FinetuneCommand extends TrainingCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description =
          "A data set of images and masks: a folder, a list of pairs, COCO's JSON, or a YAML that "
              + "describes one.")
  private Path data;

  @Mixin private LabelledDataOptions images;

  @Option(
      names = "--with-head",
      description =
          "Begin with the head of the run that --from names too; it must have the same classes.")
  private boolean withHead;

  @Override
  boolean withHead() {
    return withHead;
  }

  @Override
  Path data() {
    return data;
  }

  @Override
  FromOptions<Stage> stage(ConfigOptions options) throws IOException {
    FineTuningConfig config = options.bind(FineTuning.NAME, FineTuningConfig::of);
    return () -> new FineTuning(images.open(data), config);
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("finetune", args);
  }
}
