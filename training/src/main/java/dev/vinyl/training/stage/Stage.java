package dev.vinyl.training.stage;

import dev.vinyl.data.cache.ImageLoader;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.export.vit.TrainableModel;
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

  /** How many images an epoch has. */
  abstract int size();

  /** What the images are; reads all files. */
  abstract DataDescription data() throws IOException;

  /** What is doubtful about the images, in one line. */
  Optional<String> doubts() {
    return Optional.empty();
  }

  /** The images that are trained on, decoded and prepared. */
  abstract ImageLoader images();

  /** Whether they come with their masks, so that others of the same files are no use to it. */
  boolean hasMasks() {
    return false;
  }

  /** The images as examples. */
  abstract ImageExamples examples(ImageExamples.View view);

  /** What looks at the model, if there are images to look with. */
  abstract Optional<Validation> validation(RunContext run);

  /** Refuses a setting that the stage has no use for. */
  final void requireUnused(String key, boolean unused) {
    if (!unused) {
      throw new IllegalArgumentException(
          "%s has no effect in the stage %s; leave it out".formatted(key, name));
    }
  }
}
