package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.Recipes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code vinyl recipe list}: the names of the recipes and what they have settings for. */
@Command(name = "list", description = "Name the recipes and their stages.")
public final class RecipeListCommand extends AbstractCommand {
  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws ConfigException {
    Map<String, List<String>> stages = new LinkedHashMap<>();
    for (String name : Recipes.names()) {
      stages.put(name, Recipes.stages(name));
    }
    if (json.wanted()) {
      console.printJson(stages);
    } else {
      stages.forEach((name, its) -> console.print(name + ": " + String.join(", ", its)));
    }
    return 0;
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("recipe list", args);
  }
}
