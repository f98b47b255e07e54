package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;

/** A command that only holds others: called alone, it shows them and counts as wrong usage. */
abstract class CommandGroup extends AbstractCommand {
  static final int WRONG_USAGE = 2;

  @Override
  final int run(Console console) {
    console.note(help());
    return WRONG_USAGE;
  }
}
