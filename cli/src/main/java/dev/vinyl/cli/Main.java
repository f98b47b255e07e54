package dev.vinyl.cli;

import dev.vinyl.cli.console.Failures;
import dev.vinyl.cli.console.RecordingOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.stream.Stream;

/** Where {@code vinyl} starts; the exit code is 0 on success, 2 on wrong usage, 1 on failure. */
public final class Main {
  private Main() {}

  /**
   * Runs the command line and ends the JVM.
   *
   * @param args as the shell hands them over
   */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** The main of one command: as if {@code vinyl path... args...} had been typed. */
  static void mainOf(String path, String[] args) {
    main(Stream.concat(Stream.of(path.split(" ")), Stream.of(args)).toArray(String[]::new));
  }

  private static int run(String[] args) {
    // What is printed is read by programs too: the digits 0 to 9 and a point, in every country.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    Charset charset = Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    RecordingOutputStream standardOutput =
        new RecordingOutputStream(new FileOutputStream(FileDescriptor.out));
    PrintWriter out = new PrintWriter(new OutputStreamWriter(standardOutput, charset));
    PrintWriter err =
        new PrintWriter(
            new OutputStreamWriter(new FileOutputStream(FileDescriptor.err), charset), true);
    int exitCode = VinylCommand.commandLine(out, err).execute(args);
    out.flush();
    if (exitCode == 0 && standardOutput.failure().isPresent()) {
      err.println(Failures.line(standardOutput.failure().get()));
      return 1;
    }
    return exitCode;
  }
}
