package dev.vinyl.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * What one run of the command line left behind.
 *
 * @param exitCode as the shell would see it
 * @param out standard output
 * @param err standard error
 */
record CommandLineFixture(int exitCode, String out, String err) {

  /** Runs {@code vinyl args...} in this process. */
  static CommandLineFixture vinyl(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        VinylCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true))
            .execute(args);
    return new CommandLineFixture(exitCode, out.toString(), err.toString());
  }

  List<String> outLines() {
    return out.lines().toList();
  }

  List<String> errLines() {
    return err.lines().toList();
  }
}
