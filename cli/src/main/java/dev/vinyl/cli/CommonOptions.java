package dev.vinyl.cli;

import picocli.CommandLine.Option;

/** What every command understands. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      versionHelp = true,
      description = "Print the version and exit.")
  private boolean version;

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
