package dev.vinyl.training.stage;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.loop.OnNan;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.TrainingPlan;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything that decides the training of a stage but data, initial weights and seed. All stages
 * have the same settings; one that a stage has no use for must be left at the value that means
 * nothing.
 *
 * <pre>{@code
 * StageConfig config = StageConfig.of(StageConfig.recipe("paper", "finetune").with("epochs=20"));
 * }</pre>
 *
 * @param recipe what the settings are called, for the record; no effect on the result
 * @param model sizes of the encoder; in settings {@code model.preset} ({@code viny} or {@code
 *     micro}) gives those sizes that are not given themselves
 * @param initialization how weights begin that no earlier stage has trained
 * @param input how images become the model's input
 * @param augment how training images are changed
 * @param stochasticDepth probability with which the last block's residual branches are left out of
 *     an image's training; it falls to 0 towards the first block; 0 or above and below 1
 * @param maskRatio share of the patches that are masked in pre-training, else 0
 * @param loss the objective
 * @param epochs how often every image is seen, at least 1
 * @param batchSize images of a step, at least 1; the last step of an epoch takes what is left
 * @param microBatch images of a step that are run at once, at least 1; no effect on the result but
 *     for rounding
 * @param learningRate before the schedule, above 0
 * @param weightDecay of AdamW, 0 or above
 * @param optimizer the rest of AdamW
 * @param schedule how the rate changes
 * @param validation when the model is looked at
 * @param loaderThreads threads that decode and augment, at least 1; no effect on the result
 * @param checkpoints when the run is saved; no effect on the result
 */
public record StageConfig(
    String recipe,
    @JsonDeserialize(converter = ModelKeys.ToVitConfig.class) VitConfig model,
    InitializationSettings initialization,
    InputSettings input,
    AugmentSettings augment,
    double stochasticDepth,
    double maskRatio,
    LossSettings loss,
    int epochs,
    int batchSize,
    int microBatch,
    double learningRate,
    double weightDecay,
    OptimizerSettings optimizer,
    ScheduleSettings schedule,
    ValidationSettings validation,
    int loaderThreads,
    CheckpointSettings checkpoints) {

  /** Checks the ranges. */
  public StageConfig {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(initialization, "initialization");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(augment, "augment");
    Settings.belowOne("stochasticDepth", stochasticDepth);
    Settings.inRange("maskRatio", maskRatio, 0, 1);
    Objects.requireNonNull(loss, "loss");
    Settings.atLeast("epochs", epochs, 1);
    Settings.atLeast("batchSize", batchSize, 1);
    Settings.atLeast("microBatch", microBatch, 1);
    Settings.positive("learningRate", learningRate);
    Settings.notNegative("weightDecay", weightDecay);
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(validation, "validation");
    Settings.atLeast("loaderThreads", loaderThreads, 1);
    Objects.requireNonNull(checkpoints, "checkpoints");
  }

  /**
   * The settings of a named recipe for a stage, to lay others over.
   *
   * @param stage its name, such as {@link FineTuning#NAME}
   * @throws ConfigException if there is no such recipe, or it has no such stage
   */
  public static ConfigTree recipe(String name, String stage) throws ConfigException {
    return Recipes.load(name, stage);
  }

  /**
   * Binds settings.
   *
   * @throws ConfigException if a key is unknown, missing or of the wrong kind
   * @throws IllegalArgumentException if a value is out of range
   */
  public static StageConfig of(ConfigTree settings) throws ConfigException {
    return settings.bind(StageConfig.class);
  }

  /**
   * The settings of a run.
   *
   * @throws IOException if {@code run.yaml} cannot be read or has other settings
   */
  public static StageConfig of(RunDirectory run) throws IOException {
    RunManifest manifest = run.manifest();
    try {
      return of(manifest.config());
    } catch (ConfigException e) {
      throw new IOException("%s: in run.yaml, %s".formatted(run.folder(), e.getMessage()), e);
    }
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return ConfigTree.of(this);
  }

  /** The same settings but for the loss. */
  StageConfig withLoss(LossSettings other) {
    return new StageConfig(
        recipe,
        model,
        initialization,
        input,
        augment,
        stochasticDepth,
        maskRatio,
        other,
        epochs,
        batchSize,
        microBatch,
        learningRate,
        weightDecay,
        optimizer,
        schedule,
        validation,
        loaderThreads,
        checkpoints);
  }

  /** How images become the model's input, in training and in service. */
  public PreprocessSpec preprocess() {
    return input.preprocess(model.imageSize());
  }

  /** The optimizer's constants, in single precision as it is computed. */
  AdamW adamW() {
    return new AdamW(
        (float) optimizer.beta1(),
        (float) optimizer.beta2(),
        (float) optimizer.epsilon(),
        (float) weightDecay,
        (float) optimizer.clipNorm());
  }

  /**
   * What keeps a run that was begun with other settings, of fewer epochs, from going on with these
   * as if it had been begun with them.
   */
  Optional<String> obstacleToExtend(StageConfig begun) {
    if (begun.schedule().kind() == ScheduleSettings.Kind.COSINE) {
      return Optional.of(
          "its rate falls along a cosine to %s of itself after %d epochs, so with %d every step would have had another rate"
              .formatted(begun.schedule().floor(), begun.epochs(), epochs));
    }
    double warmup = begun.schedule().warmupOf(begun.epochs());
    if (warmup != schedule.warmupOf(epochs)) {
      return Optional.of(
          "its warm-up was cut to %s epochs, half of the run, and would have been longer"
              .formatted(warmup));
    }
    if (validation.decides() && begun.epochs() % validation.every() != 0) {
      return Optional.of(
          "it was validated after epoch %d because that was its last, and the best score counts"
              .formatted(begun.epochs()));
    }
    return Optional.empty();
  }

  TrainingPlan plan(OnNan onNan) {
    return new TrainingPlan(
        epochs,
        schedule.of(learningRate, epochs),
        checkpoints.saving(),
        validation.validating(),
        onNan);
  }
}
