package dev.vinyl.cli;

import dev.vinyl.data.layout.ImageFolder;
import dev.vinyl.training.stage.ClassificationConfig;
import dev.vinyl.training.stage.IntermediateClassification;
import dev.vinyl.training.stage.IntermediateSpatial;
import dev.vinyl.training.stage.Stage;
import dev.vinyl.training.stage.StageConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl intermediate}: trains an encoder between pre-training and fine-tuning. */
@Command(
    name = "intermediate",
    description = {
      "Train an encoder by labels, between pre-training and fine-tuning.",
      "What it learns is scored on images that are held out."
    })
public final class IntermediateCommand extends TrainingCommand {
  private static final String BREEDS = "breeds";

  /** What the labels are. */
  enum Kind {
    CLASSIFICATION,
    SPATIAL
  }

  @Option(
      names = "--kind",
      required = true,
      paramLabel = "KIND",
      description = "classification: the class of a whole image; spatial: the class of each patch.")
  private Kind kind;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DIR",
      description = {
        "spatial: a data set of images and masks in any layout. classification: one in the "
            + "Oxford-IIIT Pet layout, whose breeds are the classes; or a folder with a folder of "
            + "images for each class, or with two such folders named train and test."
      })
  private Path data;

  @Mixin private LabelledDataOptions images;

  private boolean isOxfordLayout() {
    return Files.isDirectory(data.resolve("annotations"));
  }

  @Override
  Path data() {
    return data;
  }

  @Override
  FromOptions<Stage> stage(ConfigOptions options) throws IOException {
    if (kind == Kind.SPATIAL) {
      StageConfig config =
          options.bind(
              IntermediateSpatial.NAME,
              settings -> StageConfig.of(settings, IntermediateSpatial.NAME));
      return () -> new IntermediateSpatial(images.open(data), config);
    }
    boolean breeds = isOxfordLayout();
    ClassificationConfig config =
        options.bind(breeds ? BREEDS : IntermediateClassification.NAME, ClassificationConfig::of);
    return () ->
        new IntermediateClassification(
            breeds ? images.breeds(data) : ImageFolder.open(data, images.splitSeed()), config);
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("intermediate", args);
  }
}
