package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.export.artifact.AdamW;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.loop.LearningRateSchedule;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FineTuningConfigTest {

  @Test
  void paperRecipeIsThePapers() throws IOException {
    FineTuningConfig config = FineTuningConfig.of(FineTuningConfig.recipe("paper"));

    assertThat(config.model()).isEqualTo(new VitConfig(128, 16, 128, 12, 8, 64, 512));
    assertThat(config.epochs()).isEqualTo(100);
    assertThat(config.batchSize()).isEqualTo(64);
    assertThat(config.adamW()).isEqualTo(new AdamW(0.9f, 0.999f, 1e-8f, 1e-4f));
    assertThat(config.augment()).isEqualTo(new AugmentSettings(0.5, 0.3));
    assertThat(config.preprocess()).isEqualTo(PreprocessSpec.unitRange(128, Interpolation.NEAREST));
    LearningRateSchedule schedule = config.learningRateSchedule();
    assertThat(List.of(69, 70, 89, 90, 94, 95, 99).stream().map(schedule::rate))
        .containsExactly(2e-3, 1e-3, 1e-3, 5e-4, 5e-4, 2.5e-4, 2.5e-4);
    assertThat(config.checkpointEvery()).isEqualTo(10);
    assertThat(config.keepLast()).isEqualTo(2);
  }

  @Test
  void resolvedSettingsComeBackEqualFromYaml() throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(
            FineTuningConfig.recipe("paper")
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
    ConfigTree paper = FineTuningConfig.recipe("paper");

    assertThat(FineTuningConfig.of(paper.with("model.preset=micro")).model())
        .isEqualTo(VitConfig.micro());
    assertThat(FineTuningConfig.of(paper.with("model.depth=6")).model())
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
          model.depth=0                 | model.depth must be at least 1, got 0
          loaderThreads=0               | loaderThreads must be at least 1, got 0
          checkpointEvery=0             | checkpointEvery must be at least 1, got 0
          """)
  void refusesValuesOutOfRange(String assignment, String message) throws IOException {
    ConfigTree tree = FineTuningConfig.recipe("paper").with(assignment);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FineTuningConfig.of(tree))
        .withMessage(message);
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
          input.interpolation=5 | input.interpolation: expected one of nearest, linear, area, cubic
          batchSize=a lot      | batchSize: expected a whole number
          """)
  void refusesUnknownKeysAndWrongKinds(String assignment, String message) throws IOException {
    ConfigTree tree = FineTuningConfig.recipe("paper").with(assignment);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> FineTuningConfig.of(tree))
        .withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e-3", "0.001", "1.0E-3", "1.0e-03", ".001"})
  void ratesMayBeWrittenInAnyWay(String rate) throws IOException {
    ConfigTree tree = FineTuningConfig.recipe("paper").with("learningRate=" + rate);

    assertThat(FineTuningConfig.of(tree).learningRate()).isEqualTo(1e-3);
  }

  @Test
  void modelWithoutPresetNeedsEverySize() throws IOException {
    String yaml =
        FineTuningConfig.recipe("paper").toYaml().replace("preset: \"viny\"", "imageSize: 64");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> FineTuningConfig.of(ConfigTree.parse(yaml, "test")))
        .withMessage("the key model.patchSize is missing; give it, or model.preset");
  }

  @Test
  void unknownRecipesAndStagesAreNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> FineTuningConfig.recipe("papre"))
        .withMessage("there is no recipe named papre; known recipes: paper");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> Recipes.load("paper", "sleep"))
        .withMessage("recipe paper has no stage sleep; its stages: finetune");
  }
}
