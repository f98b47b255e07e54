package dev.vinyl.study;

import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.stage.ClassificationConfig;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.PretrainingConfig;
import dev.vinyl.training.stage.StageConfig;
import java.nio.file.Path;
import java.util.List;

/** What a step of the grid does. */
sealed interface Task {

  /** The encoder of a run from elsewhere, which is copied. */
  record Given(Path run) implements Task {}

  /** SimMIM on so many images. */
  record Pretrain(int size, long seed, PretrainingConfig config) implements Task {}

  /** Classes of whole images, of the breeds or of the data set of classes. */
  record Classify(boolean breeds, long seed, ClassificationConfig config) implements Task {}

  /** Classes of patches. */
  record Spatial(long seed, StageConfig config) implements Task {}

  /** Segmentation on so many images. */
  record FineTune(int size, long seed, FineTuningConfig config) implements Task {}

  /** Scores of a fine-tuned model. */
  record Evaluate(int resamples) implements Task {}

  /**
   * Geometry of encoders.
   *
   * @param names of the encoders, in the order of the step's inputs
   */
  record Geometry(List<String> names, int images, int probeImages, int maps) implements Task {

    /** Takes a copy. */
    public Geometry {
      names = List.copyOf(names);
    }
  }

  /** The settings of a training, as {@code run.yaml} has them. */
  static ConfigTree settings(Task task) {
    if (task instanceof Pretrain pretrain) {
      return pretrain.config().toTree();
    }
    if (task instanceof Classify classify) {
      return classify.config().toTree();
    }
    if (task instanceof Spatial spatial) {
      return spatial.config().toTree();
    }
    if (task instanceof FineTune tune) {
      return tune.config().toTree();
    }
    throw new IllegalArgumentException("no training: " + task);
  }
}
