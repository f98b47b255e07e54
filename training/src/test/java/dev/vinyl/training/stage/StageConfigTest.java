package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.internal.augment.RandomResizedCrop;
import dev.vinyl.training.internal.loop.LearningRateSchedule;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights;
import dev.vinyl.training.stage.FineTuningConfig.LossSettings;
import dev.vinyl.training.stage.StageConfig.CheckpointSettings;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class StageConfigTest {

  @Test
  void paperRecipeIsThePapers() throws IOException {
    FineTuningConfig paper = FineTuningConfig.of(StageConfig.recipe("paper", "finetune"));
    StageConfig config = paper.common();

    assertThat(config.model()).isEqualTo(new VitConfig(128, 16, 128, 12, 8, 64, 512));
    assertThat(config.epochs()).isEqualTo(100);
    assertThat(config.batchSize()).isEqualTo(64);
    assertThat(config.adamW()).isEqualTo(new AdamW(0.9f, 0.999f, 1e-8f, 1e-4f, 0));
    assertThat(config.augment()).isEqualTo(new AugmentSettings(1, 1, 1, 0.5, 0, 0, 0.3, 0));
    assertThat(config.preprocess()).isEqualTo(PreprocessSpec.unitRange(128, Interpolation.NEAREST));
    LearningRateSchedule schedule = config.plan(false).schedule();
    assertThat(List.of(0.01, 69.9, 70.1, 89.9, 90.1, 94.9, 95.1, 99.9).stream().map(schedule::rate))
        .containsExactly(2e-3, 2e-3, 1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2.5e-4);
    assertThat(config.checkpoints()).isEqualTo(new CheckpointSettings(10, 15, 2));
    assertThat(paper.loss()).isEqualTo(new LossSettings(ClassWeights.NONE, 0, 0, false));
    assertThat(config.optimizer().decayAll()).isTrue();
  }

  @Test
  void paperAndItsCodePretrainAtDifferentRates() throws IOException {
    PretrainingConfig pretraining = PretrainingConfig.of(StageConfig.recipe("paper", "pretrain"));
    StageConfig paper = pretraining.common();
    assertThat(pretraining.maskRatio()).isEqualTo(0.5);
    assertThat(paper.weightDecay()).isEqualTo(0.05);
    assertThat(paper.augment()).isEqualTo(new AugmentSettings(0.67, 1.3333, 1, 0.5, 0, 0, 0, 0));
    assertThat(paper.preprocess()).isEqualTo(PreprocessSpec.imageNet(128, Interpolation.LINEAR));
    assertThat(rates(paper, 49.9, 50.1, 85.1)).containsExactly(1e-4, 1e-5, 1e-6);

    PretrainingConfig code = PretrainingConfig.of(StageConfig.recipe("reference-code", "pretrain"));
    assertThat(rates(code.common(), 49.9, 50.1, 85.1)).containsExactly(1e-3, 5e-4, 2.5e-4);
    assertThat(code.divideByMasked()).isTrue();
    assertThat(pretraining.divideByMasked()).isFalse();
    assertThat(pretraining.maskBlock()).isEqualTo(code.maskBlock()).isEqualTo(1);
  }

  @Test
  void itsCodeHasALogSoftmaxOverPixels() throws IOException {
    FineTuningConfig paper = FineTuningConfig.of(StageConfig.recipe("paper", "finetune"));
    FineTuningConfig code = FineTuningConfig.of(StageConfig.recipe("reference-code", "finetune"));
    assertThat(code.loss()).isEqualTo(new LossSettings(ClassWeights.NONE, 0, 0, true));
    assertThat(FineTuningConfig.of(code.toTree())).isEqualTo(code);
    assertThat(code.common().toTree())
        .isEqualTo(paper.common().toTree().with("recipe=reference-code"));
  }

  @Test
  void paperClassifiesWithMixUp() throws IOException {
    ClassificationConfig classification =
        ClassificationConfig.of(StageConfig.recipe("paper", "classification"));
    StageConfig paper = classification.common();

    assertThat(paper.epochs()).isEqualTo(200);
    assertThat(paper.weightDecay()).isZero();
    assertThat(paper.augment()).isEqualTo(new AugmentSettings(1, 1, 1, 0.5, 0, 0, 0.3, 0));
    assertThat(classification.mixUp()).isEqualTo(0.1);
    assertThat(rates(paper, 179.9, 180.1, 190.1)).containsExactly(8e-4, 8e-5, 8e-6);
  }

  private static List<Double> rates(StageConfig config, Double... epochs) {
    LearningRateSchedule schedule = config.plan(false).schedule();
    // Products such as 0.1 * 0.1 are not those that are written down.
    return Stream.of(epochs).map(epoch -> Math.rint(schedule.rate(epoch) * 1e9) / 1e9).toList();
  }

  @ParameterizedTest
  @MethodSource("recipesAndStages")
  void everyRecipeHasEveryStage(String recipe, String stage) throws IOException {
    ConfigTree settings = StageConfig.recipe(recipe, stage);
    StageConfig config =
        switch (stage) {
          case "pretrain" -> PretrainingConfig.of(settings).common();
          case "classification", "breeds" -> ClassificationConfig.of(settings).common();
          case "spatial" -> StageConfig.of(settings, "spatial");
          default -> FineTuningConfig.of(settings).common();
        };
    assertThat(config.recipe()).isEqualTo(recipe);
  }

  static Stream<Arguments> recipesAndStages() {
    return Recipes.names().stream()
        .flatMap(
            recipe ->
                Stream.of("pretrain", "classification", "breeds", "spatial", "finetune")
                    .map(stage -> Arguments.of(recipe, stage)));
  }

  @Test
  void resolvedSettingsComeBackEqualFromYaml() throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(
            StageConfig.recipe("paper", "finetune")
                .with("model={preset: micro, depth: 2}")
                .with("input.normalization=imagenet")
                .with("learningRate=1.2345678901234e-5")
                .with("schedule.milestones=[]"));

    ConfigTree written = ConfigTree.parse(config.toTree().toYaml(), "run.yaml");
    assertThat(FineTuningConfig.of(written)).isEqualTo(config);
    assertThat(config.toTree().toYaml()).contains("depth: 2").doesNotContain("preset");
  }

  @Test
  void presetsGiveTheSizesThatAreNotGiven() throws IOException {
    ConfigTree paper = StageConfig.recipe("paper", "finetune");

    assertThat(FineTuningConfig.of(paper.with("model.preset=micro")).common().model())
        .isEqualTo(VitConfig.micro());
    assertThat(FineTuningConfig.of(paper.with("model.depth=6")).common().model())
        .isEqualTo(new VitConfig(128, 16, 128, 6, 8, 64, 512));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          epochs=0                      | epochs must be at least 1, got 0
          batchSize=-4                  | batchSize must be at least 1, got -4
          learningRate=0                | learningRate must be above 0, got 0.0
          learningRate=1e999            | learningRate must be above 0, got Infinity
          weightDecay=-0.1              | weightDecay must be 0 or above, got -0.1
          optimizer.beta1=1             | optimizer.beta1 must be 0 or above and below 1, got 1.0
          optimizer.epsilon=0           | optimizer.epsilon must be above 0, got 0.0
          schedule.gamma=0              | schedule.gamma must be above 0, got 0.0
          schedule.milestones=[90, 70]  | schedule.milestones must be rising epoch numbers from 1 on, got [90, 70]
          augment.flip=1.5              | augment.flip must be in 0..1, got 1.5
          augment.contrast=-1           | augment.contrast must be in 0..1, got -1.0
          model.imageSize=100           | model.imageSize 100 must be a multiple of patchSize 16
          model.imageSize=[96, 100]     | model.imageSize [96, 100] must be multiples of patchSize 16
          model.imageSize=[96, 0]       | model.imageSize must be at least 1, got 0
          model.imageSize=[96]          | model.imageSize must be a whole number, or [height, width], got [96]
          model.imageSize=wide          | model.imageSize must be a whole number, or [height, width], got "wide"
          model.depth=0                 | model.depth must be at least 1, got 0
          loaderThreads=0               | loaderThreads must be at least 1, got 0
          checkpoints.every=0           | checkpoints.every must be at least 1, got 0
          checkpoints.minutes=0         | checkpoints.minutes must be at least 1, got 0
          checkpoints.keepLast=0        | checkpoints.keepLast must be at least 1, got 0
          microBatch=-1                 | microBatch must be at least 0, got -1
          augment.cropScale=0           | augment.cropScale must be above 0, got 0.0
          augment.cropScale=1.1         | augment.cropScale must be in 0..1, got 1.1
          augment.cropRatio=0.5         | augment.cropRatio must be at least 1, got 0.5
          augment.scaleJitter=0.5       | augment.scaleJitter must be at least 1, got 0.5
          augment.scaleJitter=2         | augment.scaleJitter is of random windows, so for input.fit=crop; set it to 1, got 2.0
          input.resize=256              | input.resize is for input.fit=center_crop; set it to 0, got 256
          augment.rotation=181          | augment.rotation must be in 0..180, got 181.0
          loss.classWeights=[1, 0]      | loss.classWeights must be above 0, got 0.0
          loss.dice=-1                  | loss.dice must be 0 or above, got -1.0
          loss.labelSmoothing=1         | loss.labelSmoothing must be 0 or above and below 1, got 1.0
          optimizer.clipNorm=-1         | optimizer.clipNorm must be 0 or above, got -1.0
          optimizer.layerDecay=0        | optimizer.layerDecay must be above 0, got 0.0
          optimizer.layerDecay=1.5      | optimizer.layerDecay must be in 0..1, got 1.5
          optimizer.average=1           | optimizer.average must be 0 or above and below 1, got 1.0
          schedule.floor=2              | schedule.floor must be in 0..1, got 2.0
          schedule.warmup=-1            | schedule.warmup must be 0 or above, got -1.0
          validation.every=-1           | validation.every must be at least 0, got -1
          validation.images=0         | validation.images must be at least 1, got 0
          validation={every: 0, use: best} | validation.use=best needs validations: set validation.every to 1 or more
          validation={every: 0, patience: 3} | validation.patience needs validations: set validation.every to 1 or more
          initialization.positionStandardDeviation=0 | initialization.positionStandardDeviation must be above 0, got 0.0
          """)
  void refusesValuesOutOfRange(String assignment, String message) throws IOException {
    ConfigTree tree = StageConfig.recipe("paper", "finetune").with(assignment);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FineTuningConfig.of(tree))
        .withMessage(message);
  }

  @Test
  void anImageSizeIsTwoNumbersOrOneForBoth() throws IOException {
    ConfigTree paper = StageConfig.recipe("paper", FineTuning.NAME);
    FineTuningConfig wide = FineTuningConfig.of(paper.with("model.imageSize=[96, 128]"));
    FineTuningConfig square = FineTuningConfig.of(paper.with("model.imageSize=[96, 96]"));

    assertThat(wide.common().model()).isEqualTo(new VitConfig(96, 128, 16, 128, 12, 8, 64, 512));
    assertThat(wide.common().preprocess())
        .isEqualTo(PreprocessSpec.unitRange(96, 128, Interpolation.NEAREST));
    assertThat(wide.toTree().leaves()).containsEntry("model.imageSize", "[96,128]");
    AugmentSettings crops = new AugmentSettings(0.5, 1.5, 1, 0, 0, 0, 0, 0);
    assertThat(crops.framing(wide.common().preprocess()))
        .isEqualTo(new RandomResizedCrop(0.5, 1, 4.0 / 3 / 1.5, 4.0 / 3 * 1.5));
    assertThat(crops.framing(square.common().preprocess()))
        .isEqualTo(new RandomResizedCrop(0.5, 1, 1 / 1.5, 1.5));
    assertThat(FineTuningConfig.of(wide.toTree())).isEqualTo(wide);
    assertThat(square.toTree().leaves()).containsEntry("model.imageSize", "96");
    assertThat(square).isEqualTo(FineTuningConfig.of(paper.with("model.imageSize=96")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          epoch=5              | there is no key epoch; did you mean epochs?
          optimizer.beta3=0.5  | there is no key optimizer.beta3; did you mean optimizer.beta1?
          model.presett=viny   | there is no key model.presett; did you mean model.preset?
          model.preset=huge    | model.preset: expected one of viny, micro
          schedule.kind=linear | schedule.kind: expected one of steps, cosine
          input.interpolation=5 | input.interpolation: expected one of nearest, linear, area, cubic
          input.fit=padded      | input.fit: expected one of stretch, letterbox, crop, center_crop
          input.size=256        | there is no key input.size; did you mean input.resize?
          batchSize=a lot      | batchSize: expected a whole number
          loss.dise=1          | there is no key loss.dise; did you mean loss.dice?
          firstValues={zeroHead: true} | there is no key firstValues; it is called initialization now
          validation.pictures=5 | there is no key validation.pictures; it is called validation.images now
          """)
  void refusesUnknownKeysAndWrongKinds(String assignment, String message) throws IOException {
    ConfigTree tree = StageConfig.recipe("paper", "finetune").with(assignment);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> FineTuningConfig.of(tree))
        .withMessage(message);
  }

  @Test
  void refusesValuesOfSingleStagesOutOfRange() throws IOException {
    ConfigTree pretraining = StageConfig.recipe("paper", "pretrain").with("maskRatio=1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PretrainingConfig.of(pretraining))
        .withMessage("maskRatio must be in 0..1, got 1.5");
    ConfigTree classification =
        StageConfig.recipe("paper", "classification").with("augment.mixUp=-1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClassificationConfig.of(classification))
        .withMessage("augment.mixUp must be 0 or above, got -1.0");
  }

  @Test
  void namesTheOwnKeysOfAStageAmongThoseThatItKnows() throws IOException {
    ConfigTree tree = StageConfig.recipe("paper", "classification");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> ClassificationConfig.of(tree.with("augment.mixup=1")))
        .withMessage("there is no key augment.mixup; did you mean augment.mixUp?");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> PretrainingConfig.of(StageConfig.recipe("paper", "pretrain").with("maskRatoi=1")))
        .withMessage("there is no key maskRatoi; did you mean maskRatio?");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                PretrainingConfig.of(
                    ConfigTree.parse(
                        StageConfig.recipe("paper", "pretrain")
                            .toYaml()
                            .replaceAll("(?m)^maskRatio.*$", ""),
                        "test")))
        .withMessage("the key maskRatio is missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-3", "0.001", "1.0E-3", "1.0e-03", ".001"})
  void ratesMayBeWrittenInAnyWay(String rate) throws IOException {
    ConfigTree tree = StageConfig.recipe("paper", "finetune").with("learningRate=" + rate);

    assertThat(FineTuningConfig.of(tree).common().learningRate()).isEqualTo(1e-3);
  }

  @Test
  void modelWithoutPresetNeedsEverySize() throws IOException {
    String yaml =
        StageConfig.recipe("paper", "finetune")
            .toYaml()
            .replace("preset: \"viny\"", "imageSize: 64");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FineTuningConfig.of(ConfigTree.parse(yaml, "test")))
        .withMessage("the key model.patchSize is missing; give it, or model.preset");
  }

  @Test
  void unknownRecipesAndStagesAreNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> StageConfig.recipe("papre", "finetune"))
        .withMessage("there is no recipe named papre; known recipes: paper, reference-code, vinyl");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Recipes.load("paper", "sleep"))
        .withMessage(
            "recipe paper has no stage sleep; its stages: pretrain, classification, breeds,"
                + " spatial, finetune");
  }
}
