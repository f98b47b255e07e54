package dev.vinyl.cli;

import picocli.CommandLine.Command;

/** {@code vinyl weights}: the commands about weights that come from elsewhere or go there. */
@Command(
    name = "weights",
    description = "Import weights from PyTorch, and export them.",
    subcommands = {WeightsImportCommand.class, WeightsExportCommand.class})
public final class WeightsCommand extends CommandGroup {

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("weights", args);
  }
}
