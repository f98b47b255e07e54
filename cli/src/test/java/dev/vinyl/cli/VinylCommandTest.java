package dev.vinyl.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.cli.console.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class VinylCommandTest {

  @Test
  void versionIsTheOneOfTheBuild() {
    CommandLineFixture run = CommandLineFixture.vinyl("--version");
    assertThat(run.exitCode()).isZero();
    assertThat(run.out().strip()).matches("vinyl \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
  }

  @Test
  void withoutACommandTheHelpIsShownAsWrongUsage() {
    CommandLineFixture run = CommandLineFixture.vinyl();
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).startsWith("Usage: vinyl");
  }

  @Test
  void unknownOptionIsOneLine() {
    CommandLineFixture run = CommandLineFixture.vinyl("--verbos");
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.errLines())
        .containsExactly(
            "vinyl: unknown option '--verbos'; did you mean --verbose?; see vinyl --help");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasHelpThatFitsATerminal(List<String> path) {
    CommandLineFixture run = CommandLineFixture.vinyl(with(path, "--help"));
    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.outLines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    assertThat(run.out()).contains("Usage: ", "--stacktrace", "--help");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandKnowsTheVersion(List<String> path) {
    assertThat(CommandLineFixture.vinyl(with(path, "--version")).out()).startsWith("vinyl ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandRefusesAnUnknownOptionInOneLine(List<String> path) {
    CommandLineFixture run = CommandLineFixture.vinyl(with(path, "--no-such-option"));
    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).startsWith("vinyl: ").contains("--help");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandIsAJavaMain(List<String> path) throws Exception {
    Object command = commandAt(path).getCommandSpec().userObject();
    assertThat(command.getClass().getMethod("main", String[].class)).isNotNull();
  }

  @Test
  void failureIsOneLineAndExitCodeOne() {
    CommandLineFixture run =
        failing(new IOException("cannot write a.png: the disk is full;\n  free some space"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines())
        .containsExactly("vinyl: cannot write a.png: the disk is full; free some space");
  }

  @Test
  void stackTraceIsShownOnlyWhenAskedFor() {
    CommandLineFixture run = failing(new NoSuchFileException("a.png"), "--stacktrace");
    assertThat(run.errLines().get(0)).isEqualTo("vinyl: a.png: no such file or folder");
    assertThat(run.err()).contains("\tat dev.vinyl.cli.");
  }

  @Test
  void programmingErrorNamesItsClass() {
    CommandLineFixture run = failing(new NullPointerException());
    assertThat(run.errLines())
        .containsExactly(
            "vinyl: unexpected NullPointerException; run again with --stacktrace to see where");
  }

  @Test
  void missingMemoryIsExplained() {
    CommandLineFixture run = failing(new OutOfMemoryError("Java heap space"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("VINYL_JAVA_OPTS=-Xmx2g");
  }

  @Test
  void missingNativeLibraryPointsAtTheDoctor() {
    CommandLineFixture run = failing(new UnsatisfiedLinkError("no onnxruntime in path"));
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errLines()).hasSize(1);
    assertThat(run.err()).contains("vinyl doctor");
  }

  /** Runs a command that throws. */
  private static CommandLineFixture failing(Throwable thrown, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine root =
        VinylCommand.commandLine(new PrintWriter(out, true), new PrintWriter(err, true));
    root.addSubcommand("fail", new FailingCommand(thrown));
    root.setErr(new PrintWriter(err, true));
    int exitCode =
        root.execute(Stream.concat(Stream.of("fail"), Stream.of(args)).toArray(String[]::new));
    return new CommandLineFixture(exitCode, out.toString(), err.toString());
  }

  @Command
  private static final class FailingCommand extends AbstractCommand {
    private final Throwable thrown;

    FailingCommand(Throwable thrown) {
      this.thrown = thrown;
    }

    @Override
    int run(Console console) throws Exception {
      if (thrown instanceof Error error) {
        throw error;
      }
      throw (Exception) thrown;
    }
  }

  /** The paths of all commands, groups included. */
  private static List<List<String>> commands() {
    List<List<String>> paths = new ArrayList<>();
    collect(List.of(), commandAt(List.of()), paths);
    return paths;
  }

  private static void collect(List<String> path, CommandLine command, List<List<String>> paths) {
    paths.add(path);
    command.getSubcommands().forEach((name, sub) -> collect(List.of(with(path, name)), sub, paths));
  }

  private static CommandLine commandAt(List<String> path) {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    CommandLine command = VinylCommand.commandLine(nowhere, nowhere);
    for (String name : path) {
      command = requireNonNull(command.getSubcommands().get(name), name);
    }
    return command;
  }

  private static String[] with(List<String> path, String last) {
    return Stream.concat(path.stream(), Stream.of(last)).toArray(String[]::new);
  }
}
