package dev.vinyl.training.stage;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.Initialization;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.internal.loop.CosineSchedule;
import dev.vinyl.training.internal.loop.LearningRateSchedule;
import dev.vinyl.training.internal.loop.MultiStepSchedule;
import dev.vinyl.training.internal.loop.TrainingPlan;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings that all stages share: everything that decides a training but data, initial weights,
 * seed, and what one stage alone has. {@link FineTuningConfig}, {@link PretrainingConfig} and
 * {@link ClassificationConfig} hold one of these and their stage's own keys beside it.
 *
 * <pre>{@code
 * FineTuningConfig config =
 *     FineTuningConfig.of(StageConfig.recipe("paper", FineTuning.NAME).with("epochs=20"));
 * }</pre>
 *
 * <p>A stage of your own is bound by {@link #bind}: its record has a component of this type, and
 * its other components are keys of their own.
 *
 * @param recipe what the settings are called, for the record; no effect on the result
 * @param model sizes of the encoder; in settings {@code model.preset} ({@code viny} or {@code
 *     micro}) gives those sizes that are not given themselves
 * @param initialization how weights begin that no earlier stage has trained
 * @param input how images become the model's input
 * @param augment how training images are changed
 * @param stochasticDepth probability with which the last block's residual branches are left out of
 *     an image's training; it falls to 0 towards the first block; 0 or above and below 1
 * @param epochs how often every image is seen, at least 1
 * @param batchSize images of a step, at least 1; the last step of an epoch takes what is left
 * @param microBatch images of a step that are run at once, 0 for as many as suit engine and device;
 *     no effect on the result but for rounding
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
    @JsonDeserialize(converter = ModelKeys.ToVitConfig.class)
        @JsonSerialize(converter = ModelKeys.OfVitConfig.class)
        VitConfig model,
    InitializationSettings initialization,
    InputSettings input,
    AugmentSettings augment,
    double stochasticDepth,
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
  private static final int EVALUATION_BATCH = 16;

  /** Checks the ranges. */
  public StageConfig {
    Objects.requireNonNull(recipe, "recipe");
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(initialization, "initialization");
    Objects.requireNonNull(input, "input");
    Objects.requireNonNull(augment, "augment");
    if (augment.scaleJitter() > 1 && input.fit() != Fit.CROP) {
      throw new IllegalArgumentException(
          "augment.scaleJitter is of random windows, so for input.fit=crop; set it to 1, got "
              + augment.scaleJitter());
    }
    Settings.belowOne("stochasticDepth", stochasticDepth);
    Settings.atLeast("epochs", epochs, 1);
    Settings.atLeast("batchSize", batchSize, 1);
    Settings.atLeast("microBatch", microBatch, 0);
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

  /** What every recipe begins with, for a stage that no recipe knows. */
  public static ConfigTree defaults() {
    return Recipes.defaults();
  }

  /**
   * Binds the settings of a stage that has no keys of its own.
   *
   * @param stage its name, for messages
   * @throws ConfigException as {@link #bind}
   * @throws IllegalArgumentException if a value is out of range
   */
  public static StageConfig of(ConfigTree settings, String stage) throws ConfigException {
    return settings.bind(StageConfig.class, StageConfig.class, stage);
  }

  /**
   * Binds the settings of a stage with keys of its own.
   *
   * @param type has a component of type {@link StageConfig}; the others are the stage's own keys,
   *     under their names or, with {@link com.fasterxml.jackson.annotation.JsonProperty}, under a
   *     path such as {@code loss.temperature}
   * @param stage its name, for messages
   * @throws ConfigException if a key is unknown, missing or of the wrong kind, or only other stages
   *     have it and it does not stand at its default; one line that names it
   * @throws IllegalArgumentException if a value is out of range
   */
  public static <T extends Record> T bind(ConfigTree settings, Class<T> type, String stage)
      throws ConfigException {
    return settings.bind(type, StageConfig.class, stage);
  }

  /** Binds what all stages share, whatever else is there. */
  static StageConfig sharedPart(ConfigTree settings) throws ConfigException {
    return settings.bindPart(StageConfig.class);
  }

  /**
   * The settings of a run that all stages share.
   *
   * @throws IOException if {@code run.yaml} cannot be read or has other settings
   */
  public static StageConfig of(RunDirectory run) throws IOException {
    RunManifest manifest = run.manifest();
    try {
      return sharedPart(manifest.config());
    } catch (ConfigException e) {
      throw new IOException("%s: in run.yaml, %s".formatted(run.folder(), e.getMessage()), e);
    }
  }

  /**
   * The same settings, with the sizes of the model in place of its preset.
   *
   * @throws ConfigException if a key that all stages share is missing or of the wrong kind
   */
  public static ConfigTree resolved(ConfigTree settings) throws ConfigException {
    return settings.resolved(StageConfig.class);
  }

  /** How many images are run at once where nothing is trained, such as while validating. */
  public int evaluationBatch() {
    return microBatch == 0 ? EVALUATION_BATCH : microBatch;
  }

  /** The resolved settings: what {@link #of} makes an equal configuration of. */
  public ConfigTree toTree() {
    return toTree(this);
  }

  /**
   * The resolved settings of a stage: what {@link #bind} makes an equal record of. Keys that only
   * other stages have stand at their defaults.
   */
  public static ConfigTree toTree(Record config) {
    return ConfigTree.of(config, StageConfig.class);
  }

  /** How images become the model's input, in training and in service. */
  public PreprocessSpec preprocess() {
    return preprocess(model);
  }

  /** The same for the model with another size of image. */
  PreprocessSpec preprocess(VitConfig sizes) {
    return input
        .preprocess(model.imageHeight(), model.imageWidth())
        .withSize(sizes.imageHeight(), sizes.imageWidth());
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

  TrainingPlan plan(boolean rollsBack) {
    return new TrainingPlan(
        epochs,
        schedule.of(learningRate, epochs),
        checkpoints.saving(),
        validation.validating(),
        rollsBack);
  }

  /**
   * How weights begin that no earlier stage has trained.
   *
   * @param positionStandardDeviation standard deviation of the position embedding and of the class
   *     and mask tokens, which are added to it, above 0
   * @param zeroHead whether the head begins at 0, so that all classes are equally likely
   */
  public record InitializationSettings(double positionStandardDeviation, boolean zeroHead) {

    /** Checks the range. */
    public InitializationSettings {
      Settings.positive("initialization.positionStandardDeviation", positionStandardDeviation);
    }

    Initialization values() {
      return new Initialization(positionStandardDeviation, zeroHead);
    }
  }

  /**
   * AdamW beside its rate and its decay.
   *
   * @param beta1 decay of the first moment, 0 or above and below 1
   * @param beta2 decay of the second moment, 0 or above and below 1
   * @param epsilon added to the root of the second moment, above 0
   * @param clipNorm gradients whose norm is above this are scaled down to it; 0 for no limit
   * @param decayAll whether weights decay everywhere; if not, biases, norms, positions and single
   *     tokens are left out
   * @param layerDecay rate of a layer, in terms of that of the layer above it: the head has the
   *     full rate, the patch embedding the smallest (Clark et al., arXiv 2003.10555); above 0 up to
   *     1, where all are alike
   * @param average a running average of the weights is kept and used if this is above 0: how much
   *     of it a step keeps; below 1
   */
  public record OptimizerSettings(
      double beta1,
      double beta2,
      double epsilon,
      double clipNorm,
      boolean decayAll,
      double layerDecay,
      double average) {

    /** Checks the ranges. */
    public OptimizerSettings {
      Settings.belowOne("optimizer.beta1", beta1);
      Settings.belowOne("optimizer.beta2", beta2);
      Settings.positive("optimizer.epsilon", epsilon);
      Settings.notNegative("optimizer.clipNorm", clipNorm);
      Settings.positive("optimizer.layerDecay", layerDecay);
      Settings.inRange("optimizer.layerDecay", layerDecay, 0, 1);
      Settings.belowOne("optimizer.average", average);
    }
  }

  /**
   * How the learning rate changes.
   *
   * @param kind which way it falls
   * @param gamma with {@code steps}: what it is multiplied by at each milestone, above 0
   * @param milestones with {@code steps}: counts of finished epochs, rising, at least 1; those
   *     beyond the last epoch have no effect
   * @param floor with {@code cosine}: where it ends, in terms of the full rate, 0..1
   * @param warmup epochs in which it rises from 0, 0 or above; at most half of those of the run
   */
  public record ScheduleSettings(
      Kind kind, double gamma, List<Integer> milestones, double floor, double warmup) {

    /** Ways to fall. */
    public enum Kind {
      /** At milestones. */
      STEPS,
      /** Along half a cosine. */
      COSINE
    }

    /** Checks the ranges. */
    public ScheduleSettings {
      Objects.requireNonNull(kind, "kind");
      milestones = List.copyOf(milestones);
      Settings.positive("schedule.gamma", gamma);
      Settings.inRange("schedule.floor", floor, 0, 1);
      Settings.notNegative("schedule.warmup", warmup);
      int last = 0;
      for (int milestone : milestones) {
        if (milestone <= last) {
          throw new IllegalArgumentException(
              "schedule.milestones must be rising epoch numbers from 1 on, got " + milestones);
        }
        last = milestone;
      }
    }

    LearningRateSchedule of(double rate, int epochs) {
      LearningRateSchedule schedule =
          switch (kind) {
            case STEPS -> new MultiStepSchedule(rate, gamma, milestones);
            case COSINE -> new CosineSchedule(rate, rate * floor, epochs);
          };
      return schedule.warmedUp(warmupOf(epochs));
    }

    /** The epochs of warm-up in a run of so many: a rate that only rises helps nobody. */
    double warmupOf(int epochs) {
      return Math.min(warmup, epochs / 2.0);
    }
  }

  /**
   * When the model is looked at while it is trained, on images that it is not trained on.
   *
   * @param every epochs between validations, the last epoch included; 0 for none
   * @param images how many are looked at, at least 1; all there are if there are fewer
   * @param patience training ends early when the best score is so many epochs old; 0 for never
   * @param use which weights are the result
   */
  public record ValidationSettings(int every, int images, int patience, Use use) {

    /** Which weights are the result. */
    public enum Use {
      /** Those after the last step. */
      LAST,
      /** Those of the best validation. */
      BEST
    }

    /** Checks the ranges. */
    public ValidationSettings {
      Objects.requireNonNull(use, "use");
      Settings.atLeast("validation.every", every, 0);
      Settings.atLeast("validation.images", images, 1);
      Settings.atLeast("validation.patience", patience, 0);
      if (every == 0 && (patience > 0 || use == Use.BEST)) {
        throw new IllegalArgumentException(
            "validation.%s needs validations: set validation.every to 1 or more"
                .formatted(patience > 0 ? "patience" : "use=best"));
      }
    }

    /** Whether anything follows from the scores, so that they cannot be done without. */
    boolean decides() {
      return patience > 0 || use == Use.BEST;
    }

    /** Those of the images that are looked at: the first ones. */
    <T> List<T> chosen(List<T> held) {
      return held.subList(0, Math.min(images, held.size()));
    }

    TrainingPlan.Validating validating() {
      return new TrainingPlan.Validating(every, patience, use == Use.BEST);
    }
  }

  /**
   * When the run is saved.
   *
   * @param every epochs between checkpoints, at least 1; the last epoch always has one
   * @param minutes the longest time without one, also within an epoch, at least 1
   * @param keepLast how many stay, at least 1; the one of the best validation stays besides
   */
  public record CheckpointSettings(int every, int minutes, int keepLast) {

    /** Checks the ranges. */
    public CheckpointSettings {
      Settings.atLeast("checkpoints.every", every, 1);
      Settings.atLeast("checkpoints.minutes", minutes, 1);
      Settings.atLeast("checkpoints.keepLast", keepLast, 1);
    }

    TrainingPlan.Saving saving() {
      return new TrainingPlan.Saving(every, minutes, keepLast);
    }
  }
}
