package dev.vinyl.cli;

import dev.vinyl.cli.console.Failures;
import dev.vinyl.nativeconfig.internal.VinylVersion;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root of the command tree. */
@Command(
    name = "vinyl",
    description = "Trains, exports, evaluates and runs small vision transformers.",
    footer = {"", "Begin with: vinyl demo"},
    subcommands = {
      DemoCommand.class,
      DoctorCommand.class,
      DataCommand.class,
      RecipeCommand.class,
      PretrainCommand.class,
      IntermediateCommand.class,
      FinetuneCommand.class,
      ExportCommand.class,
      WeightsCommand.class,
      PredictCommand.class,
      EvaluateCommand.class,
      FeaturesCommand.class,
      GeometryCommand.class,
      StudyCommand.class,
    })
public final class VinylCommand extends CommandGroup {
  private static final int HELP_WIDTH = 90;

  /**
   * The whole tree, ready to execute.
   *
   * @param out takes results
   * @param err takes everything else
   */
  public static CommandLine commandLine(PrintWriter out, PrintWriter err) {
    CommandLine root = new CommandLine(new VinylCommand());
    root.setOut(out);
    root.setErr(err);
    root.setUsageHelpWidth(HELP_WIDTH);
    root.setAbbreviatedOptionsAllowed(false);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    root.setParameterExceptionHandler(VinylCommand::reportWrongUsage);
    root.setExecutionExceptionHandler(VinylCommand::reportFailure);
    nameVersion(root);
    return root;
  }

  private static void nameVersion(CommandLine commandLine) {
    commandLine.getCommandSpec().version("vinyl " + VinylVersion.current());
    commandLine.getSubcommands().values().forEach(VinylCommand::nameVersion);
  }

  private static int reportWrongUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String problem =
        e instanceof UnmatchedArgumentException unmatched
            ? unmatched(unmatched, command)
            : decapitalized(String.valueOf(e.getMessage()));
    command.getErr().println(Failures.line(problem + "; see " + name + " --help"));
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String unmatched(UnmatchedArgumentException e, CommandLine command) {
    String argument = e.getUnmatched().get(0);
    String kind = "argument";
    if (e.isUnknownOption()) {
      kind = "option";
    } else if (!command.getSubcommands().isEmpty()) {
      kind = "command";
    }
    List<String> suggestions = e.getSuggestions();
    String hint = suggestions.isEmpty() ? "" : "; did you mean " + suggestions.get(0) + "?";
    return "unknown %s '%s'%s".formatted(kind, argument, hint);
  }

  private static String decapitalized(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static int reportFailure(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println(Failures.line(e));
    boolean stacktrace =
        parsed.asCommandLineList().stream()
            .anyMatch(c -> c.getParseResult().hasMatchedOption("--stacktrace"));
    if (stacktrace) {
      e.printStackTrace(command.getErr());
    }
    return command.getCommandSpec().exitCodeOnExecutionException();
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.main(args);
  }
}
