package dev.vinyl.training.stage;

import dev.vinyl.export.vit.StochasticDepthModel;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.training.data.PictureSource;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.util.Optional;

/**
 * A stage of training: data, model and settings brought together. {@link Training} runs it.
 * Immutable.
 */
public abstract sealed class Stage permits Pretraining, IntermediateClassification, LabelledStage {
  private final String name;
  private final StageConfig config;

  Stage(String name, StageConfig config) {
    this.name = name;
    this.config = config;
  }

  /** Its name in recipes and run directories. */
  public final String name() {
    return name;
  }

  /** Its settings. */
  public final StageConfig config() {
    return config;
  }

  /** What is trained and scored. */
  abstract TrainableModel model();

  /** The same as it is trained. */
  final TrainableModel trainedModel() {
    return config.stochasticDepth() > 0 ? new StochasticDepthModel(model()) : model();
  }

  /** How many pictures an epoch has. */
  abstract int size();

  /** What the pictures are; reads all files. */
  abstract DataDescription data() throws IOException;

  /** What is doubtful about the pictures, in one line. */
  Optional<String> doubts() {
    return Optional.empty();
  }

  /** The pictures that are trained on, decoded and prepared. */
  abstract PictureSource pictures();

  /** Whether they come with their masks, so that others of the same files are no use to it. */
  boolean hasMasks() {
    return false;
  }

  /** The pictures as examples. */
  abstract PictureExamples examples(PictureExamples.View view);

  /** What looks at the model, if there are pictures to look with. */
  abstract Optional<Validation> validation(RunContext run);

  /** Refuses a setting that the stage has no use for. */
  final void requireUnused(String key, boolean unused) {
    if (!unused) {
      throw new IllegalArgumentException(
          "%s has no effect in the stage %s; leave it out".formatted(key, name));
    }
  }
}
