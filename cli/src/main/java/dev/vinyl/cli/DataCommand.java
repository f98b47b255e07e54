package dev.vinyl.cli;

import picocli.CommandLine.Command;

/** {@code vinyl data}: the commands about data sets. */
@Command(
    name = "data",
    description = "Make, check and convert data sets.",
    subcommands = {DataSynthCommand.class, DataCheckCommand.class, DataConvertCommand.class})
public final class DataCommand extends CommandGroup {

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("data", args);
  }
}
