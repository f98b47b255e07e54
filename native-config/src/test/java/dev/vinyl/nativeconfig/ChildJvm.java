package dev.vinyl.nativeconfig;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Runs a main class in a JVM of its own: native libraries cannot be unloaded for the next test. */
final class ChildJvm {
  private final List<String> options = new ArrayList<>();
  private Predicate<String> classPath = entry -> true;

  ChildJvm option(String option) {
    options.add(option);
    return this;
  }

  /**
   * Leaves out the jars of this JVM's class path of an artifact with natives for this platform,
   * whichever build they are.
   */
  ChildJvm withoutNatives(String artifact) {
    classPath =
        classPath.and(
            entry -> {
              String name = String.valueOf(Path.of(entry).getFileName());
              return !(name.startsWith(artifact + "-")
                  && name.contains("-" + Platform.current().name()));
            });
    return this;
  }

  /** Leaves out every jar of an artifact, with natives or not. */
  ChildJvm without(String artifact) {
    classPath =
        classPath.and(
            entry -> !String.valueOf(Path.of(entry).getFileName()).matches(artifact + "-\\d.*"));
    return this;
  }

  Process start(Class<?> main) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dslf4j.internal.verbosity=ERROR");
    command.add("-Xshare:auto");
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED"); // else Java warns
    }
    command.addAll(options);
    command.add("-cp");
    command.add(
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(classPath)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(main.getName());
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** The lines that the program wrote to standard output and standard error. */
  static List<String> output(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("still running after a minute: " + output);
    }
    return output.lines().toList();
  }

  List<String> run(Class<?> main) throws IOException, InterruptedException {
    return output(start(main));
  }
}
