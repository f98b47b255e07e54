package dev.vinyl.samples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.vinyl.export.UntrainedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.RgbImage;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class EmbeddedProgramTest {
  private static final Path THIS_JAVA = Path.of(System.getProperty("java.home"));
  private static final Path OTHER_JAVAS = Path.of("/usr/lib/jvm");

  @TempDir static Path built;
  private static EmbeddedProgram program;
  private static Path model;
  private static Path image;

  @TempDir Path folder;
  private Path mask;
  private Path overlay;

  @BeforeAll
  static void buildProgramAndModel() throws Exception {
    program = EmbeddedProgram.compile(built);
    model = built.resolve("model.onnx");
    UntrainedModel.export(
        VitConfig.micro(), Interpolation.AREA, List.of("pet", "background"), 1, model);
    image = built.resolve("noise.png");
    byte[] noise = new byte[50 * 30 * 3];
    new Random(3).nextBytes(noise);
    ImageFiles.writePng(new RgbImage(50, 30, noise), image);
  }

  @BeforeEach
  void nameOutputs() {
    mask = folder.resolve("mask.png");
    overlay = folder.resolve("overlay.png");
  }

  @Test
  void needsNeitherArrowNorProtobufNorJsonNorYaml() throws Exception {
    List<String> artifacts =
        EmbeddedProgram.libraries().stream()
            .map(entry -> Path.of(entry).getFileName().toString())
            .toList();

    assertThat(artifacts)
        .isNotEmpty()
        .noneMatch(name -> name.matches("(?i).*(arrow|protobuf|onnx-|jackson|yaml|netty).*"));
  }

  @Test
  void runsWithoutAnyOptionAndPrintsTheSharesOfTheMaskThatItWrites() throws Exception {
    EmbeddedProgram.Run run = program.run(THIS_JAVA, model, image, mask, overlay);

    assertThat(run.exitStatus()).as(run.err()).isZero();
    assertThat(complaints(run)).isEmpty();
    ClassMask written = ImageFiles.readIndexedOrGreyPng(mask);
    assertThat(written.width()).isEqualTo(50);
    assertThat(written.height()).isEqualTo(30);
    assertThat(run.out().lines())
        .containsExactly("pet: " + percent(written, 0), "background: " + percent(written, 1));
    BufferedImage shown = ImageIO.read(overlay.toFile());
    assertThat(shown.getWidth()).isGreaterThanOrEqualTo(50);
  }

  @Test
  void runsOnANewerJavaWithoutAnyOption() throws Exception {
    Optional<Path> newer = newestOtherJava();
    assumeThat(newer).as("a Java newer than 17 in %s", OTHER_JAVAS).isPresent();

    EmbeddedProgram.Run run = program.run(newer.orElseThrow(), model, image, mask, overlay);

    assertThat(run.exitStatus()).as(run.err()).isZero();
    ClassMask written = ImageFiles.readIndexedOrGreyPng(mask);
    assertThat(run.out().lines())
        .containsExactly("pet: " + percent(written, 0), "background: " + percent(written, 1));
  }

  @Test
  void saysInOneLineWhichFileIsMissing() throws Exception {
    Path missing = folder.resolve("missing.jpg");

    EmbeddedProgram.Run run = program.run(THIS_JAVA, model, missing, mask, overlay);

    assertThat(run.exitStatus()).isEqualTo(1);
    assertThat(complaints(run))
        .singleElement()
        .asString()
        .startsWith(missing + ": there is no such file");
  }

  @Test
  void worksInTwoClassLoadersOfOneJvm() throws Exception {
    String testClasses =
        Path.of(TwoClassLoaders.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    String classPath = String.join(File.pathSeparator, program.classPath());

    EmbeddedProgram.Run run =
        program.run(
            THIS_JAVA,
            List.of(testClasses),
            TwoClassLoaders.class.getName(),
            classPath,
            model,
            image,
            mask,
            overlay);

    assertThat(run.exitStatus()).as(run.err()).isZero();
    assertThat(run.out()).contains("first is done", "second is done");
  }

  @Test
  void isAProjectOfItsOwnThatDependsOnTheRuntimeAlone() throws Exception {
    Document pom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(EmbeddedProgram.projectFolder().resolve("pom.xml").toFile());

    assertThat(pom.getElementsByTagName("parent").getLength()).isZero();
    assertThat(pom.getElementsByTagName("dependency").getLength()).isEqualTo(1);
    Element dependency = (Element) pom.getElementsByTagName("dependency").item(0);
    assertThat(text(dependency, "artifactId")).isEqualTo("vinyl-runtime");
    assertThat(text(dependency, "version")).isEqualTo(System.getProperty("vinyl.version"));
  }

  @Test
  void namesTheSameVersionForThoseWhoRunTheFileAlone() throws Exception {
    Path source = EmbeddedProgram.projectFolder().resolve("src/main/java/SegmentImage.java");

    assertThat(Files.readAllLines(source))
        .contains("//DEPS dev.vinyl:vinyl-runtime:" + System.getProperty("vinyl.version"));
  }

  /** Less what no embedder is spared: Java's word on native libraries, SLF4J's on its provider. */
  private static Stream<String> complaints(EmbeddedProgram.Run run) {
    return run.err().lines().filter(line -> !line.matches("(WARNING|SLF4J\\(W\\)): .*"));
  }

  private static String text(Element parent, String name) {
    return parent.getElementsByTagName(name).item(0).getTextContent();
  }

  /** The share of a class, counted pixel by pixel. */
  private static String percent(ClassMask mask, int classIndex) {
    int count = 0;
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        count += mask.get(x, y) == classIndex ? 1 : 0;
      }
    }
    return String.format(Locale.ROOT, "%.1f %%", 100.0 * count / (mask.width() * mask.height()));
  }

  private static Optional<Path> newestOtherJava() throws IOException {
    if (!Files.isDirectory(OTHER_JAVAS)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(OTHER_JAVAS)) {
      return homes
          .filter(home -> Files.isExecutable(home.resolve("bin/java")))
          .filter(home -> release(home) > 17)
          .max(Comparator.comparingInt(EmbeddedProgramTest::release));
    }
  }

  /** 25 for a JDK whose file "release" says JAVA_VERSION="25.0.1"; 0 where there is none. */
  private static int release(Path javaHome) {
    try {
      return Files.readAllLines(javaHome.resolve("release")).stream()
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.substring(line.indexOf('=') + 1).replace("\"", ""))
          .mapToInt(version -> Runtime.Version.parse(version).feature())
          .findFirst()
          .orElse(0);
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
