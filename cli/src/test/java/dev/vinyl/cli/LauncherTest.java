package dev.vinyl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./vinyl}, in a repository of its own with a Maven that only notes that it was
 * called and a Java that prints its arguments.
 */
@DisabledOnOs(OS.WINDOWS)
final class LauncherTest {
  private static final Path LAUNCHER = Path.of("").toAbsolutePath().resolveSibling("vinyl");

  private static final String MAVEN =
      """
      #!/bin/sh
      echo "$@" >>"$CALLS"
      sleep "${BUILD_SECONDS:-0}"
      if [ -n "${BUILD_ERROR:-}" ]; then echo "[INFO] compiling"; echo "[ERROR] $BUILD_ERROR"; exit 1; fi
      mkdir -p cli/target/classes
      case "$*" in *-Pcuda*) of=-cuda ;; *-Ptensorrt*) of=-tensorrt ;; *) of= ;; esac
      printf '%s' "$PWD/pom.xml" >"cli/target/vinyl$of.classpath"
      """;

  private static final String JAVA =
      """
      #!/bin/sh
      for argument in "$@"; do echo "<$argument>"; done
      """;

  @TempDir Path folder;
  private Path root;
  private Path calls;
  private Path javaHome;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void makeRepository() throws IOException {
    root = folder.resolve("a repository");
    calls = folder.resolve("calls");
    javaHome = folder.resolve("jdk");
    writeScript(root.resolve("vinyl"), Files.readString(LAUNCHER));
    writeOld(root.resolve("pom.xml"), "");
    writeOld(root.resolve("cli/pom.xml"), "");
    writeOld(root.resolve("cli/src/main/java/A.java"), "");
    writeOld(root.resolve("cli/src/main/java/B.java"), "");
    Files.setLastModifiedTime(root.resolve("cli/src/main/java"), longAgo());
    writeScript(folder.resolve("bin/mvn"), MAVEN);
    writeScript(javaHome.resolve("bin/java"), JAVA);
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
  }

  @Test
  void buildsTheFirstTimeAndSaysSoOnStandardError() throws Exception {
    Outcome first = launch(Map.of(), "--version");
    assertThat(first.exitCode()).isZero();
    assertThat(first.err()).hasLineCount(1).startsWith("vinyl: building; the first time");
    assertThat(builds()).hasSize(1).first().asString().contains("-Dmaven.test.skip=true");

    Outcome second = launch(Map.of(), "--version");
    assertThat(second.err()).isEmpty();
    assertThat(builds()).hasSize(1);
  }

  @Test
  void handsArgumentsOverAsTheyAre() throws Exception {
    Outcome outcome = launch(Map.of(), "predict", "my cat.jpg", "", "$HOME *");
    assertThat(outcome.out())
        .endsWith("<dev.vinyl.cli.Main>\n<predict>\n<my cat.jpg>\n<>\n<$HOME *>\n");
  }

  @Test
  void classPathStartsWithTheCommandsOwnClasses() throws Exception {
    Outcome outcome = launch(Map.of());
    assertThat(outcome.out())
        .contains("<%s/cli/target/classes:%s/pom.xml>".formatted(real(root), real(root)));
  }

  @Test
  void runsFromClassesWhereTheBuildMadeJarsOfTheModules() throws Exception {
    launch(Map.of());
    Path jar = root.resolve("runtime/target/vinyl-runtime-0.1.0.jar");
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
    Files.writeString(root.resolve("cli/target/vinyl.classpath"), jar + ":" + root);
    assertThat(launch(Map.of()).out())
        .contains(":%s/runtime/target/classes:%s>".formatted(root, root));
  }

  @Test
  void ownJavaOptionsComeAfterTheDefaultsSoThatTheyWin() throws Exception {
    String out = launch(Map.of("VINYL_JAVA_OPTS", "-Xmx3g -Da=b")).out();
    assertThat(out).contains("<-Xmx3g>\n<-Da=b>\n");
    assertThat(out.indexOf("<-Xmx3g>")).isGreaterThan(out.indexOf("<-Xmx512m>"));
  }

  @Test
  void leavesTheHeapToLargeMasksWhereWindowsAreAskedFor() throws Exception {
    assertThat(launch(Map.of(), "predict", "--tile", "512").out()).contains("<-XX:MaxNewSize=32m>");
    assertThat(launch(Map.of(), "predict", "--tile=auto").out()).contains("<-XX:MaxNewSize=32m>");
    assertThat(launch(Map.of(), "predict", "--tiles").out()).doesNotContain("MaxNewSize");
  }

  @Test
  void buildsWithTheProfileThatWasAskedForAndRunsFromItsClassPath() throws Exception {
    Outcome outcome = launch(Map.of("VINYL_PROFILE", "tensorrt"), "doctor");
    assertThat(outcome.exitCode()).isZero();
    assertThat(builds()).singleElement().asString().contains(" -Ptensorrt ");
    launch(Map.of("VINYL_PROFILE", "cuda"), "doctor");
    assertThat(builds()).hasSize(2).last().asString().contains(" -Pcuda ");
    launch(Map.of("VINYL_PROFILE", "tensorrt"), "doctor");
    assertThat(builds()).hasSize(2);
  }

  @Test
  void refusesAnotherProfile() throws Exception {
    Outcome outcome = launch(Map.of("VINYL_PROFILE", "cuda,tensorrt"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .hasLineCount(1)
        .contains("VINYL_PROFILE is cuda,tensorrt", "are cuda and tensorrt");
  }

  @Test
  void buildsAgainWhenASourceIsNewer() throws Exception {
    launch(Map.of());
    Files.setLastModifiedTime(
        root.resolve("cli/src/main/java/A.java"), FileTime.from(Instant.now().plusSeconds(5)));
    Outcome outcome = launch(Map.of());
    assertThat(builds()).hasSize(2);
    assertThat(outcome.err()).startsWith("vinyl: building what changed");
  }

  @Test
  void buildsAgainInACopyOfTheFolderAndInNoOther() throws Exception {
    Path copy = folder.resolve("copy");
    Path classes = Files.createDirectories(root.resolve("runtime/target/classes"));
    Path jar = Files.createFile(root.resolve("runtime/target/vinyl-runtime-0.1.0.jar"));
    launch(Map.of());
    for (Path module : List.of(classes, jar)) {
      Files.writeString(root.resolve("cli/target/vinyl.classpath"), real(module).toString());
      launch(Map.of());
      assertThat(builds()).as("in its own folder").hasSize(1);
    }
    writeScript(copy.resolve("vinyl"), Files.readString(LAUNCHER));
    for (Path module : List.of(classes, jar)) {
      Files.createDirectories(copy.resolve("cli/target"));
      Files.writeString(copy.resolve("cli/target/vinyl.classpath"), real(module).toString());
      root = copy;
      launch(Map.of());
      assertThat(Files.readString(copy.resolve("cli/target/vinyl.classpath")))
          .isEqualTo(real(copy).resolve("pom.xml").toString());
    }
  }

  @Test
  void buildsAgainWhenASourceWasDeleted() throws Exception {
    launch(Map.of());
    Files.delete(root.resolve("cli/src/main/java/B.java"));
    launch(Map.of());
    assertThat(builds()).hasSize(2);
  }

  @Test
  void buildsAgainWhenAPartOfTheClassPathIsGone() throws Exception {
    launch(Map.of());
    Files.writeString(root.resolve("cli/target/vinyl.classpath"), "/gone/a.jar");
    launch(Map.of());
    assertThat(builds()).hasSize(2);
  }

  @Test
  void runsThroughASymbolicLinkFromAnotherFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("linked"), root.resolve("vinyl"));
    Outcome outcome = run(link, folder, Map.of(), "doctor");
    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out()).endsWith("<doctor>\n");
  }

  @Test
  void failedBuildShowsItsErrorsAndWhereTheLogIs() throws Exception {
    Outcome outcome = launch(Map.of("BUILD_ERROR", "A.java:[1,1] ';' expected"), "doctor");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err())
        .contains("';' expected")
        .doesNotContain("compiling")
        .endsWith("is in %s/target/vinyl-build.log\n".formatted(real(root)));
  }

  @Test
  void buildsAgainAfterAFailure() throws Exception {
    launch(Map.of("BUILD_ERROR", "no"));
    assertThat(launch(Map.of()).exitCode()).isZero();
    assertThat(builds()).hasSize(2);
  }

  @Test
  void twoAtOnceBuildOnce() throws Exception {
    Map<String, String> slowly = Map.of("BUILD_SECONDS", "1");
    Process first = start(root.resolve("vinyl"), folder, slowly, "one");
    Process second = start(root.resolve("vinyl"), folder, slowly, "two");
    assertThat(outcome(first).out()).endsWith("<one>\n");
    assertThat(outcome(second).out()).endsWith("<two>\n");
    assertThat(builds()).hasSize(1);
  }

  @Test
  void refusesAJavaThatIsTooOld() throws Exception {
    Files.writeString(javaHome.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Outcome outcome = launch(Map.of());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).hasLineCount(1).contains("Java 17 or newer", "11.0.2");
  }

  @Test
  void saysThatMavenIsMissing() throws Exception {
    Files.delete(folder.resolve("bin/mvn"));
    Outcome outcome = launch(Map.of("PATH", pathWithoutMaven()));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).hasLineCount(1).contains("Maven is needed");
  }

  @Test
  void saysThatJavaHomeIsWrong() throws Exception {
    Outcome outcome = launch(Map.of("JAVA_HOME", "/no/such/jdk"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).hasLineCount(1).contains("JAVA_HOME is /no/such/jdk");
  }

  private Outcome launch(Map<String, String> environment, String... args) throws Exception {
    return run(root.resolve("vinyl"), folder, environment, args);
  }

  private Outcome run(Path script, Path workingFolder, Map<String, String> more, String... args)
      throws Exception {
    return outcome(start(script, workingFolder, more, args));
  }

  private Process start(Path script, Path workingFolder, Map<String, String> more, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingFolder.toFile());
    Map<String, String> environment = builder.environment();
    environment.remove("VINYL_JAVA_OPTS");
    environment.remove("VINYL_PROFILE");
    environment.put("PATH", folder.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("JAVA_HOME", javaHome.toString());
    environment.put("CALLS", calls.toString());
    environment.putAll(more);
    return builder.start();
  }

  private static Outcome outcome(Process process) throws Exception {
    // Both fit into the pipes' buffers, so that reading one after the other cannot block.
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), out, err);
  }

  private List<String> builds() throws IOException {
    return Files.readAllLines(calls);
  }

  /** A folder with the tools that the launcher calls, but no mvn. */
  private String pathWithoutMaven() throws IOException {
    Path tools = folder.resolve("tools");
    for (String tool : List.of("bash", "dirname", "readlink", "sed", "find", "head", "mkdir")) {
      String place = Files.exists(Path.of("/usr/bin", tool)) ? "/usr/bin/" : "/bin/";
      writeScript(tools.resolve(tool), "#!/bin/sh\nexec " + place + tool + " \"$@\"\n");
    }
    return tools.toString();
  }

  private static Path real(Path path) throws IOException {
    return path.toRealPath();
  }

  private static FileTime longAgo() {
    return FileTime.from(Instant.now().minusSeconds(3600));
  }

  private static void writeOld(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, longAgo());
  }

  private static void writeScript(Path file, String content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
