package dev.vinyl.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every command understands. */
@Command(mixinStandardHelpOptions = true)
final class CommonOptions {
  @Option(
      names = {"-v", "--verbose"},
      description = "Say more on standard error about what is being done.")
  private boolean verbose;

  @Option(
      names = "--stacktrace",
      description = "After a failure, also print where in the program it happened.")
  private boolean stacktrace;

  boolean verbose() {
    return verbose;
  }

  boolean stacktrace() {
    return stacktrace;
  }
}
