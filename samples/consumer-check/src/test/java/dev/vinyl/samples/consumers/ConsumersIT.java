package dev.vinyl.samples.consumers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.layout.SyntheticPets;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The programs of the READMEs, each in a project of its own that finds Vinyl in a repository where
 * it was installed, and knows nothing of Vinyl's build.
 */
class ConsumersIT {
  private static final Path ROOT = Path.of(property("vinyl.root"));
  private static final Path TARGET = Path.of(property("vinyl.target"));

  /** Vinyl and, once Maven has run, all that it needs. */
  private static final Path INSTALLED = Path.of(property("vinyl.installed"));

  /** What Vinyl's build has downloaded: so that nothing is downloaded twice. */
  private static final Path DOWNLOADED = Path.of(property("vinyl.downloaded"));

  private static final String BOM =
      """
      <dependencyManagement>
        <dependencies>
          <dependency>
            <groupId>dev.vinyl</groupId>
            <artifactId>vinyl-bom</artifactId>
            <version>%s</version>
            <type>pom</type>
            <scope>import</scope>
          </dependency>
        </dependencies>
      </dependencyManagement>
      """
          .formatted(Program.VERSION);

  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>org.example</groupId>
        <artifactId>%1$s</artifactId>
        <version>1</version>
        <properties>
          <maven.compiler.release>17</maven.compiler.release>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        %2$s
        <dependencies>
          <dependency>
            <groupId>dev.vinyl</groupId>
            <artifactId>vinyl-%1$s</artifactId>
            %3$s
          </dependency>
        </dependencies>
        <build>
          <plugins>
            <plugin><artifactId>maven-resources-plugin</artifactId><version>3.4.0</version></plugin>
            <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.14.1</version></plugin>
            <plugin>
              <artifactId>maven-dependency-plugin</artifactId>
              <version>3.9.0</version>
              <executions>
                <execution>
                  <phase>compile</phase>
                  <goals><goal>build-classpath</goal></goals>
                  <configuration>
                    <includeScope>runtime</includeScope>
                    <outputFile>${project.build.directory}/classpath</outputFile>
                  </configuration>
                </execution>
              </executions>
            </plugin>
          </plugins>
        </build>
      </project>
      """;

  private static final String AGGREGATOR =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>org.example</groupId>
        <artifactId>all</artifactId>
        <version>1</version>
        <packaging>pom</packaging>
        <modules>
          <module>training</module>
          <module>export</module>
          <module>evaluation</module>
        </modules>
      </project>
      """;

  private static final String SETTINGS =
      """
      <settings xmlns="http://maven.apache.org/SETTINGS/1.2.0">
        <profiles>
          <profile>
            <id>downloaded</id>
            <repositories>
              <repository>
                <id>downloaded</id>
                <url>%1$s</url>
                <releases><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots>
              </repository>
            </repositories>
            <pluginRepositories>
              <pluginRepository>
                <id>downloaded</id>
                <url>%1$s</url>
                <releases><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots>
              </pluginRepository>
            </pluginRepositories>
          </profile>
        </profiles>
        <activeProfiles><activeProfile>downloaded</activeProfile></activeProfiles>
      </settings>
      """
          .formatted(DOWNLOADED.toUri());

  private static final long LONGEST_SECONDS = 300;

  @TempDir static Path folder;
  private static Path pets;

  @BeforeAll
  static void drawPets() throws IOException {
    pets = folder.resolve("pets");
    SyntheticPets.write(pets, SyntheticPets.Spec.of(12, 1));
  }

  @ParameterizedTest
  @EnumSource
  void theReadmeShowsTheProgram(Program program) throws IOException {
    String source = Files.readString(program.source(ROOT));

    assertThat(Files.readString(ROOT.resolve(program.module()).resolve("README.md")))
        .contains(source.substring(source.indexOf("final class")).strip());
  }

  @Test
  void runWithMaven() throws Exception {
    String version = "<version>%s</version>".formatted(Program.VERSION);

    trainExportAndEvaluate("maven", buildWithMaven("maven", "", version));
  }

  @Test
  void runWithMavenAndTheBom() throws Exception {
    trainExportAndEvaluate("maven-bom", buildWithMaven("maven-bom", BOM, ""));
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_19, disabledReason = "this Gradle runs on Java 17 to 19")
  void runWithGradle() throws Exception {
    trainExportAndEvaluate("gradle", buildWithGradle("gradle"));
  }

  /** Compiles by Maven; gives the class path of each. */
  private static Map<Program, List<String>> buildWithMaven(
      String name, String management, String version) throws Exception {
    Path projects = folder.resolve(name);
    for (Program program : Program.values()) {
      Path source = projects.resolve(program.module()).resolve("src/main/java");
      Files.createDirectories(source.resolve(program.file()).getParent());
      Files.copy(program.source(ROOT), source.resolve(program.file()));
      Files.writeString(
          projects.resolve(program.module()).resolve("pom.xml"),
          POM.formatted(program.module(), management, version));
    }
    Files.writeString(projects.resolve("pom.xml"), AGGREGATOR);
    Path settings = Files.writeString(projects.resolve("settings.xml"), SETTINGS);
    boolean windows = File.separatorChar == '\\';
    execute(
        List.of(
            Path.of(property("maven.home"), "bin", windows ? "mvn.cmd" : "mvn").toString(),
            "-B",
            "-q",
            "-gs",
            settings.toString(),
            "-Dmaven.repo.local=" + INSTALLED,
            "-f",
            projects.resolve("pom.xml").toString(),
            "compile"));
    Map<Program, List<String>> classPaths = new EnumMap<>(Program.class);
    for (Program program : Program.values()) {
      Path target = projects.resolve(program.module()).resolve("target");
      classPaths.put(program, prepended(target.resolve("classes"), target.resolve("classpath")));
    }
    return classPaths;
  }

  /** Resolves by Gradle, then compiles; gives the class path of each. */
  private static Map<Program, List<String>> buildWithGradle(String name) throws Exception {
    Path projects = Files.createDirectories(folder.resolve(name));
    List<String> command = new ArrayList<>();
    command.add(java());
    command.add("--add-opens=java.base/java.lang=ALL-UNNAMED");
    command.addAll(List.of("-cp", ownClassPath("gradle-api|groovy|kotlin|test-classes")));
    command.addAll(List.of(GradleClassPath.class.getName(), projects.toString()));
    command.addAll(List.of(INSTALLED.toUri().toString(), DOWNLOADED.toUri().toString()));
    Stream.of(Program.values()).map(Program::artifact).forEach(command::add);
    execute(command);
    Map<Program, List<String>> classPaths = new EnumMap<>(Program.class);
    for (Program program : Program.values()) {
      Path classes = projects.resolve(program.module()).resolve("classes");
      Path file = projects.resolve("vinyl-" + program.module() + ".classpath");
      List<String> classPath = prepended(classes, file);
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-d",
                  classes.toString(),
                  "-proc:none",
                  "-cp",
                  Files.readString(file),
                  program.source(ROOT).toString());
      assertThat(failed).as("compiled %s", program).isZero();
      classPaths.put(program, classPath);
    }
    return classPaths;
  }

  private static void trainExportAndEvaluate(String name, Map<Program, List<String>> classPaths)
      throws Exception {
    Path runs = folder.resolve(name + "-runs");
    Path run = runs.resolve("pets");
    Path model = runs.resolve("pets.onnx");
    Path scores = runs.resolve("scores");

    assertThat(names(requireNonNull(classPaths.get(Program.TRAINING))))
        .as("the libraries that Vinyl's own build runs with")
        .containsExactlyInAnyOrderElementsOf(
            names(prepended(Path.of("classes"), TARGET.resolve("vinyl.classpath"))));
    assertThat(run(classPaths, Program.TRAINING, pets, run, "epochs=1", "batchSize=4"))
        .containsPattern("(?m)^epoch 1: loss [0-9]\\.[0-9]{3}$");
    assertThat(
            run(
                classPaths,
                Program.EXPORT,
                run.resolve("encoder.safetensors"),
                run.resolve("head.safetensors"),
                model))
        .containsPattern("(?m)^[0-9]{7} weights in " + Files.size(model) + " bytes$");
    assertThat(run(classPaths, Program.EVALUATION, pets, scores, model))
        .containsPattern("(?m)^dataset\\.miou +0\\.[0-9]{4}$");
    assertThat(scores.resolve("scores.json")).isNotEmptyFile();
    assertThat(scores.resolve("report.html")).isNotEmptyFile();
  }

  /** Runs a program without any option for Java; gives what it printed. */
  private static String run(
      Map<Program, List<String>> classPaths, Program program, Object... arguments)
      throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            java(),
            "-cp",
            String.join(File.pathSeparator, requireNonNull(classPaths.get(program)))));
    command.add(program.qualifiedName());
    Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
    return execute(command);
  }

  private static String execute(List<String> command) throws Exception {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().keySet().removeIf(key -> key.matches("MAVEN_.*|.*JAVA_.*OPTIONS"));
    builder.environment().put("LC_ALL", "C.UTF-8"); // so that numbers have a point
    Process process = builder.start();
    try {
      assertThat(process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)).as("ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output, UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private static List<String> prepended(Path classes, Path classPath) throws IOException {
    return Stream.concat(
            Stream.of(classes.toString()),
            Stream.of(Files.readString(classPath).strip().split(File.pathSeparator, -1)))
        .toList();
  }

  /** The files' names, without the first entry. */
  private static List<String> names(List<String> classPath) {
    return classPath.stream()
        .skip(1)
        .map(entry -> Path.of(entry).getFileName().toString())
        .toList();
  }

  private static String ownClassPath(String pattern) {
    return Stream.of(property("java.class.path").split(File.pathSeparator, -1))
        .filter(entry -> Path.of(entry).getFileName().toString().matches("(" + pattern + ").*"))
        .reduce((a, b) -> a + File.pathSeparator + b)
        .orElseThrow();
  }

  private static String java() {
    return Path.of(property("java.home"), "bin", "java").toString();
  }

  private static String property(String key) {
    String value = System.getProperty(key);
    assertThat(value).as("system property %s, which the build sets", key).isNotNull();
    return String.valueOf(value);
  }
}
