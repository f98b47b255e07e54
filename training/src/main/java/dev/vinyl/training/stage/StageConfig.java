package dev.vinyl.training.stage;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.vinyl.export.artifact.AdamW;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.loop.LearningRateSchedule;
import dev.vinyl.training.loop.MultiStepSchedule;
import java.util.Objects;

/**
 * Everything that decides a fine-tuning run but data and seed.
 *
 * <pre>{@code
 * FineTuningConfig config = FineTuningConfig.of(FineTuningConfig.recipe("paper").with("epochs=20"));
 * }</pre>
 *
 * @param recipe what the settings are called, for the record; no effect on the result
 * @param model sizes of the encoder; in settings {@code model.preset} ({@code viny} or {@code
 *     micro}) gives those sizes that are not given themselves
 * @param input how pictures become the model's input
 * @param augment how training pictures are changed
 * @param epochs how often every picture is seen, at least 1
 * @param batchSize pictures of a step, at least 1; the last step of an epoch takes what is left
 * @param learningRate of the first epoch, above 0
 * @param weightDecay of AdamW, on every parameter; 0 or above
 * @param optimizer constants of AdamW
 * @param schedule when the rate falls
 * @param loaderThreads threads that decode and augment, at least 1; no effect on the result
 * @param pictureCacheMiB heap for resized pictures, in MiB, 0 or above: if all of them fit, each is
 *     decoded only once; no effect on the result
 * @param checkpointEvery epochs between checkpoints, at least 1; the last epoch always has one
 * @param keepLast checkpoints that are kept, at least 1
 */
public record FineTuningConfig(
    String recipe,
    @JsonDeserialize(converter = ModelKeys.ToVitConfig.class) VitConfig model,
    InputSettings input,
    AugmentSettings augment,
    int epochs,
    int batchSize,
    double learningRate,
    double weightDecay,
    OptimizerSettings optimizer,
    ScheduleSettings schedule,
    int loaderThreads,
    int pictureCacheMiB,
    int checkpointEvery,
    int keepLast) {

  /** The stage's name in recipes, commands and run directories. */
  public static final String STAGE = "finetune";

  /** Checks the ranges. */
  public FineTuningConfig {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(augment, "augment");
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Settings.atLeast("epochs", epochs, 1);
    Settings.atLeast("batchSize", batchSize, 1);
    Settings.positive("learningRate", learningRate);
    Settings.notNegative("weightDecay", weightDecay);
    Settings.atLeast("loaderThreads", loaderThreads, 1);
    Settings.atLeast("pictureCacheMiB", pictureCacheMiB, 0);
    Settings.atLeast("checkpointEvery", checkpointEvery, 1);
    Settings.atLeast("keepLast", keepLast, 1);
  }

  /**
   * The settings of a named recipe, to lay others over.
   *
   * @throws ConfigException if there is no such recipe
   */
  public static ConfigTree recipe(String name) throws ConfigException {
    return Recipes.load(name, STAGE);
  }

  /**
   * Binds settings.
   *
   * @throws ConfigException if a key is unknown, missing or of the wrong kind
   * @throws IllegalArgumentException if a value is out of range
   */
  public static FineTuningConfig of(ConfigTree settings) throws ConfigException {
    return settings.bind(FineTuningConfig.class);
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return ConfigTree.of(this);
  }

  /** How pictures become the model's input, in training and in service. */
  public PreprocessSpec preprocess() {
    return input.preprocess(model.imageSize());
  }

  /** The optimizer with its decay, in single precision as it is computed. */
  public AdamW adamW() {
    return new AdamW(
        (float) optimizer.beta1(),
        (float) optimizer.beta2(),
        (float) optimizer.epsilon(),
        (float) weightDecay);
  }

  /** The rate of each epoch. */
  public LearningRateSchedule learningRateSchedule() {
    return new MultiStepSchedule(learningRate, schedule.gamma(), schedule.milestones());
  }
}
