package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights.Balance;
import dev.vinyl.training.stage.FineTuningConfig.LossSettings;
import dev.vinyl.training.stage.StageConfig.ScheduleSettings;
import dev.vinyl.training.stage.StageConfig.ValidationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What settings mean, in the one place that says so, and what {@code recipe show} makes of it. */
final class RecipeKeysTest {
  private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| (.+) \\|");

  @Test
  void everySettingHasItsMeaningAndNoOther() throws IOException {
    ConfigTree paper = StageConfig.recipe("paper", FineTuning.NAME);
    TreeSet<String> settings = new TreeSet<>(FineTuningConfig.of(paper).toTree().leaves().keySet());
    settings.add("model.preset");

    assertThat(new TreeSet<>(Recipes.keys().keySet())).isEqualTo(settings);
  }

  @Test
  void theReadmeSaysTheSame() throws IOException {
    List<Map.Entry<String, String>> rows = new ArrayList<>();
    List<String> lines = Files.readAllLines(Path.of("README.md"));
    for (String line :
        lines.subList(lines.indexOf("## Keys"), lines.indexOf("## A run directory"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(Map.entry(row.group(1), row.group(2)));
      }
    }

    assertThat(rows).isEqualTo(List.copyOf(Recipes.keys().entrySet()));
  }

  static Stream<Arguments> recipes() throws IOException {
    List<Arguments> all = new ArrayList<>();
    for (String name : Recipes.names()) {
      Recipes.stages(name).forEach(stage -> all.add(Arguments.of(name, stage)));
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void whatIsShownCanBeReadAsSettings(String name, String stage) throws IOException {
    ConfigTree recipe = StageConfig.recipe(name, stage);
    ConfigTree resolved = StageConfig.resolved(recipe);

    String shown = recipe.toYaml(Recipes.keys(), resolved);

    assertThat(ConfigTree.parse(shown, "shown")).isEqualTo(recipe);
    // and with what stands in comments for those who want to set it
    String all = shown.replaceAll("(?m)^( *)# (\\w+: [\\w.]+)$", "$1$2");
    assertThat(StageConfig.resolved(ConfigTree.parse(all, "all"))).isEqualTo(resolved);
    for (Map.Entry<String, String> key : Recipes.keys().entrySet()) {
      String leaf = key.getKey().substring(key.getKey().lastIndexOf('.') + 1);
      assertThat(shown)
          .containsPattern(
              "(?m)^ *# %s\\n *(# )?%s: ".formatted(Pattern.quote(key.getValue()), leaf));
    }
  }

  @Test
  void theDefaultRecipeTrainsAnyNumberOfClasses() throws IOException {
    FineTuningConfig vinyl = FineTuningConfig.of(StageConfig.recipe("vinyl", FineTuning.NAME));
    ClassWeights weights = vinyl.loss().classWeights();

    assertThat(weights.of(List.of("pet", "background", "border")).inOrder())
        .containsExactly(1.0, 1.0, 3.0);
    assertThat(weights.of(List.of("border", "sky"))).isEqualTo(ordered(3.0, 1.0));
    assertThat(weights.of(List.of("a", "b", "c", "d"))).isEqualTo(ClassWeights.NONE);
    assertThat(weights.unknown(List.of("a", "b"))).containsExactly("border");
    // ColouredShapes has red, green and blue
    assertThat(FineTuningConfig.of(new FineTuning(new ColouredShapes(4), vinyl).settings()).loss())
        .isEqualTo(new LossSettings(ClassWeights.NONE, 1, 0, false));
  }

  @Test
  void weightsByNameAreThoseInTheOrderOfTheClasses() throws IOException {
    ConfigTree paper = StageConfig.recipe("paper", FineTuning.NAME);
    FineTuningConfig named =
        FineTuningConfig.of(paper.with("loss.classWeights={blue: 2.5, red: 0.5}"));
    FineTuningConfig listed = FineTuningConfig.of(paper.with("loss.classWeights=[0.5, 1, 2.5]"));

    assertThat(new FineTuning(new ColouredShapes(4), named).settings()).isEqualTo(listed.toTree());
    assertThat(FineTuningConfig.of(named.toTree())).isEqualTo(named);
    assertThatThrownBy(() -> FineTuningConfig.of(paper.with("loss.classWeights={blue: 0}")))
        .hasMessage("loss.classWeights.blue must be above 0, got 0.0");
    assertThatThrownBy(() -> FineTuningConfig.of(paper.with("loss.classWeights=3")))
        .hasMessage(
            "loss.classWeights must be numbers by class, such as {border: 3}, or a list with one"
                + " for each class, or auto, median-frequency or effective-number, got 3");
    assertThatThrownBy(() -> FineTuningConfig.of(paper.with("loss.classWeights=median")))
        .hasMessageEndingWith("median-frequency or effective-number, got \"median\"");
  }

  @Test
  void aRuleForWeightsStandsInTheSettingsUntilTheImagesAreCounted() throws IOException {
    ConfigTree vinyl = StageConfig.recipe("vinyl", FineTuning.NAME);
    FineTuningConfig auto = FineTuningConfig.of(vinyl.with("loss.classWeights=auto"));

    assertThat(auto.loss().classWeights().counted()).isEqualTo(Balance.MEDIAN_FREQUENCY);
    assertThat(auto.toTree().leaves()).containsEntry("loss.classWeights", "median-frequency");
    assertThat(FineTuningConfig.of(auto.toTree())).isEqualTo(auto);
    assertThat(
            FineTuningConfig.of(vinyl.with("loss.classWeights=effective-number"))
                .loss()
                .classWeights())
        .isEqualTo(ClassWeights.counted(Balance.EFFECTIVE_NUMBER));
  }

  private static ClassWeights ordered(Double... weights) {
    return new ClassWeights(List.of(weights), Map.of());
  }

  @Test
  void aWarmUpTakesAtMostHalfOfTheRun() {
    ScheduleSettings settings =
        new ScheduleSettings(ScheduleSettings.Kind.STEPS, 1, List.of(), 0, 2);

    assertThat(settings.of(0.1, 1).rate(0.25)).isEqualTo(0.05);
    assertThat(settings.of(0.1, 1).rate(0.5)).isEqualTo(0.1);
    assertThat(settings.of(0.1, 3).rate(0.75)).isEqualTo(0.05);
    assertThat(settings.of(0.1, 4).rate(1)).isEqualTo(0.05);
    assertThat(settings.of(0.1, 100).rate(1.5)).isEqualTo(0.1 * 0.75);
  }

  @Test
  void fineTuningIsLookedAtUnlessToldOtherwise() throws IOException {
    for (String name : Recipes.names()) {
      ValidationSettings validation =
          FineTuningConfig.of(StageConfig.recipe(name, FineTuning.NAME)).common().validation();
      assertThat(validation)
          .isEqualTo(new ValidationSettings(5, 200, 0, ValidationSettings.Use.LAST));
    }
  }
}
