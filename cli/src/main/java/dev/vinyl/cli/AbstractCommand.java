package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Terminal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands have in common: the common options and a console. */
abstract class AbstractCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private CommonOptions common;

  @Override
  public final Integer call() throws Exception {
    configureLogging();
    CommandLine commandLine = spec.commandLine();
    try {
      return run(new Console(commandLine.getOut(), commandLine.getErr(), Terminal.detect()));
    } catch (OutOfMemoryError | LinkageError e) {
      // picocli would let errors through to the JVM, which prints a stack trace.
      throw new ExecutionException(e);
    }
  }

  /**
   * Does the work.
   *
   * @return the exit code: 0 on success, 1 where {@code console} was told what failed
   * @throws Exception to end with exit code 1 and one line
   */
  abstract int run(Console console) throws Exception;

  /** Sets what logback.xml reads when the first logger is made, which is after this. */
  private void configureLogging() {
    if (common.verbose()) {
      System.setProperty("vinyl.log", "INFO");
    }
    if (common.stacktrace()) {
      System.setProperty("vinyl.log.exceptions", "%ex");
    }
  }

  /** The help page of this command. */
  String help() {
    return spec.commandLine().getUsageMessage().stripTrailing();
  }

  /** What was typed to run this command, in a form that a shell understands. */
  String typed() {
    List<String> words = new ArrayList<>();
    words.add(spec.root().name());
    for (String argument : spec.commandLine().getParseResult().originalArgs()) {
      words.add(
          argument.matches("[\\w./:=,@%+-]+")
              ? argument
              : "'" + argument.replace("'", "'\\''") + "'");
    }
    return String.join(" ", words);
  }

  /** Makes something of option values. */
  @FunctionalInterface
  interface FromOptions<T> {
    T make() throws IOException;
  }

  /** What is made of option values; a value out of range is wrong usage. */
  <T> T fromOptions(FromOptions<T> values) throws IOException {
    try {
      return values.make();
    } catch (IllegalArgumentException e) {
      throw usageError(String.valueOf(e.getMessage()));
    }
  }

  /** Wrong usage that picocli could not see: exit code 2 and one line. */
  ParameterException usageError(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
