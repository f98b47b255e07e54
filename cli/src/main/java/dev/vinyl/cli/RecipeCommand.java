package dev.vinyl.cli;

import picocli.CommandLine.Command;

/** {@code vinyl recipe}: the commands about recipes and their settings. */
@Command(
    name = "recipe",
    description = "Show the recipes and all that --set can change.",
    subcommands = {RecipeListCommand.class, RecipeShowCommand.class})
public final class RecipeCommand extends CommandGroup {

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("recipe", args);
  }
}
