package dev.vinyl.cli;

import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.ModelSettings;
import dev.vinyl.training.stage.StageConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The settings of a stage: a recipe, a file over it, single keys over both. */
final class ConfigOptions {
  private static final String PRESET = "model.preset";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      defaultValue = "vinyl",
      description =
          "The recipe to begin with: vinyl, paper or reference-code; ${DEFAULT-VALUE} unless"
              + " given.")
  private String recipe;

  @Option(
      names = "--config",
      paramLabel = "FILE.yaml",
      description = "Settings that replace the recipe's.")
  private @Nullable Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "One setting that replaces all others, such as --set epochs=10; may be repeated. All are in: "
              + "vinyl recipe show vinyl")
  private List<String> assignments = new ArrayList<>();

  private @Nullable Path from;

  /**
   * The earlier run whose encoder is begun with, if any. Its model replaces the recipe's, unless
   * the file or an assignment names a preset.
   */
  void from(@Nullable Path run) {
    from = run;
  }

  /** The file of settings, if one was given. */
  Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  /** What makes a stage's configuration of its settings. */
  interface Binding<C> {
    C of(ConfigTree settings) throws ConfigException;
  }

  /**
   * The configuration of a stage.
   *
   * @param stage the recipe's group
   * @throws ParameterException if there is no such recipe, or one of the assignments is wrong
   * @throws IOException if the file is
   */
  <C> C bind(String stage, Binding<C> binding) throws IOException {
    ConfigTree settings = recipe(stage);
    @Nullable ConfigTree own = file == null ? null : ConfigTree.read(file);
    if (from != null && !namesPreset(own)) {
      settings = ModelSettings.from(settings, RunDirectory.open(from));
    }
    if (own != null) {
      settings = settings.overlaidBy(own);
    }
    try {
      return binding.of(assigned(settings));
    } catch (ConfigException | IllegalArgumentException e) {
      binding.of(settings); // fails in the same way if the assignments are not to blame
      throw new ParameterException(spec.commandLine(), "--set: " + e.getMessage(), e);
    }
  }

  private boolean namesPreset(@Nullable ConfigTree own) {
    return assignments.stream().anyMatch(a -> a.strip().startsWith(PRESET))
        || (own != null && own.leaves().containsKey(PRESET));
  }

  private ConfigTree recipe(String stage) {
    try {
      return StageConfig.recipe(recipe, stage);
    } catch (ConfigException e) {
      throw new ParameterException(spec.commandLine(), "--recipe: " + e.getMessage(), e);
    }
  }

  private ConfigTree assigned(ConfigTree settings) throws ConfigException {
    ConfigTree result = settings;
    for (String assignment : assignments) {
      result = result.with(assignment);
    }
    return result;
  }
}
