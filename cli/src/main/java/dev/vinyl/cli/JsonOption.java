package dev.vinyl.cli;

import picocli.CommandLine.Option;

/** For commands whose result a program may read. */
final class JsonOption {
  @Option(names = "--json", description = "Print the result as one JSON object on standard output.")
  private boolean json;

  boolean wanted() {
    return json;
  }
}
