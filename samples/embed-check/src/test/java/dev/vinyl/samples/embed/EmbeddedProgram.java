package dev.vinyl.samples.embed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The program in {@code samples/embed}, compiled into a folder. */
final class EmbeddedProgram {
  private static final String MAIN_CLASS = "SegmentImage";
  private static final long LONGEST_SECONDS = 120;

  private final Path folder;
  private final List<String> classPath;

  private EmbeddedProgram(Path folder, List<String> classPath) {
    this.folder = folder;
    this.classPath = classPath;
  }

  /** What a JVM printed until it ended. */
  record Run(int exitStatus, String out, String err) {}

  /** The folder that holds the program's pom.xml. */
  static Path projectFolder() {
    return Path.of(property("vinyl.embed.folder")).normalize();
  }

  /** What Maven puts on the class path of a project that depends on vinyl-runtime alone. */
  static List<String> libraries() throws IOException {
    String entries = Files.readString(Path.of(property("vinyl.embed.classpath")), UTF_8).strip();
    return Arrays.asList(entries.split(File.pathSeparator, -1));
  }

  /** Compiles the program into a folder, against the libraries and with all warnings as errors. */
  static EmbeddedProgram compile(Path folder) throws IOException {
    Path classes = folder.resolve("classes");
    Path source = projectFolder().resolve("src/main/java/" + MAIN_CLASS + ".java");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
      List<String> options =
          List.of(
              "-d",
              classes.toString(),
              "--release",
              "17",
              "-Xlint:all,-classfile",
              "-Werror",
              "-proc:none",
              "-cp",
              String.join(File.pathSeparator, libraries()));
      boolean compiled =
          compiler
              .getTask(null, files, null, options, null, files.getJavaFileObjects(source))
              .call();
      assertThat(compiled).as("compiled").isTrue();
    }
    List<String> classPath = new ArrayList<>();
    classPath.add(classes.toString());
    classPath.addAll(libraries());
    return new EmbeddedProgram(folder, classPath);
  }

  /** Its classes, and the libraries. */
  List<String> classPath() {
    return classPath;
  }

  /** Runs {@code java -cp CLASSPATH SegmentImage ARGUMENTS} and waits for its end. */
  Run run(Path javaHome, Object... arguments) throws IOException, InterruptedException {
    return run(javaHome, classPath, MAIN_CLASS, arguments);
  }

  /** Runs a class that lies elsewhere, such as one of the tests, and waits for its end. */
  Run run(Path javaHome, List<String> ownClassPath, String mainClass, Object... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(javaHome.resolve("bin/java").toString());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, ownClassPath), mainClass));
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.endsWith("JAVA_OPTIONS"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().put("LC_ALL", "C.UTF-8"); // so that numbers have a point
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }

  private static String property(String key) {
    String value = System.getProperty(key);
    assertThat(value).as("system property %s, which the build sets", key).isNotNull();
    return String.valueOf(value);
  }
}
