package dev.vinyl.cli;

import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.training.stage.Pretraining;
import dev.vinyl.training.stage.PretrainingConfig;
import dev.vinyl.training.stage.Stage;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vinyl pretrain}: trains an encoder on images without labels. */
@Command(
    name = "pretrain",
    description = {
      "Train an encoder to reconstruct masked patches (SimMIM); needs no labels.",
      "RUN/images shows originals, masked images and reconstructions as training goes on."
    })
public final class PretrainCommand extends TrainingCommand {
  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = "A folder of images; those in folders below it count too.")
  private Path data;

  @Override
  Path data() {
    return data;
  }

  @Override
  FromOptions<Stage> stage(ConfigOptions options) throws IOException {
    PretrainingConfig config = options.bind(Pretraining.NAME, PretrainingConfig::of);
    return () -> new Pretraining(UnlabelledImages.open(data), config);
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("pretrain", args);
  }
}
