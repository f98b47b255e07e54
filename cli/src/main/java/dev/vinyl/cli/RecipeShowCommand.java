package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.config.Recipes;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.StageConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vinyl recipe show}: all settings of a recipe, with what they mean. */
@Command(
    name = "show",
    description = {
      "Print all settings of a recipe as YAML, with what each means.",
      "Any of them can be given by --set, such as --set schedule.floor=0.1; the whole by --config."
    })
public final class RecipeShowCommand extends AbstractCommand {
  @Parameters(paramLabel = "NAME", description = "The recipe; see vinyl recipe list.")
  private String name;

  @Option(
      names = "--stage",
      paramLabel = "STAGE",
      defaultValue = FineTuning.NAME,
      description = "What it is for; ${DEFAULT-VALUE} unless given.")
  private String stage;

  @Override
  int run(Console console) throws ConfigException {
    ConfigTree settings;
    try {
      settings = StageConfig.recipe(name, stage);
    } catch (ConfigException e) {
      throw usageError(String.valueOf(e.getMessage()));
    }
    ConfigTree resolved = StageConfig.resolved(settings);
    console.print(settings.toYaml(Recipes.keys(), resolved).stripTrailing());
    return 0;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("recipe show", args);
  }
}
