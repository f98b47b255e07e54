package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import dev.vinyl.fixtures.ChildJvm;
import dev.vinyl.nativeconfig.internal.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnnxRuntimeLibraryTest {
  private static final String PATH = "onnxruntime.native.onnxruntime.path";

  @TempDir Path cache;

  /** Prints what became of a call: the state of the library, or the error's message. */
  private static void attempt(Runnable call) {
    try {
      call.run();
      OnnxRuntimeLibrary library = OnnxRuntimeLibrary.load();
      System.out.printf(
          "training=%s file=%s property=%s%n",
          library.trainingEnabled(),
          library.nativeFile().map(String::valueOf).orElse("none"),
          System.getProperty(PATH));
    } catch (IllegalStateException e) {
      System.out.println("error: " + e.getMessage());
    }
  }

  static final class Train {
    public static void main(String[] args) {
      attempt(OnnxRuntimeLibrary::loadForTraining);
      attempt(OnnxRuntimeLibrary::load);
    }
  }

  static final class StockThenTrain {
    public static void main(String[] args) {
      attempt(OnnxRuntimeLibrary::load);
      attempt(OnnxRuntimeLibrary::loadForTraining);
      attempt(OnnxRuntimeLibrary::load);
    }
  }

  static final class ForeignThenTrain {
    public static void main(String[] args) {
      OrtEnvironment.getEnvironment();
      attempt(OnnxRuntimeLibrary::loadForTraining);
      attempt(OnnxRuntimeLibrary::load);
    }
  }

  private ChildJvm child() {
    return new ChildJvm().option("-Dvinyl.cache=" + cache);
  }

  @Test
  void unpacksAndLoadsTheTrainingLibraryWithoutSayingAnything() throws Exception {
    List<String> lines = child().run(Train.class);

    Path file = unpacked();
    assertThat(lines)
        .hasSize(2)
        .containsOnly("training=true file=%s property=null".formatted(file));
  }

  @Test
  void severalProcessesAtOnceShareOneFile() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      processes.add(child().start(Train.class));
    }
    for (Process process : processes) {
      assertThat(ChildJvm.output(process))
          .hasSize(2)
          .allMatch(line -> line.contains("training=true"));
    }
    assertThat(unpacked()).isNotEmptyFile();
  }

  @Test
  void loadsTheStockLibraryByDefaultAndThenRefusesToTrain() throws Exception {
    assumeFalse(
        Deployment.current() == Deployment.TENSORRT, "TensorRtNativesTest is about that build");
    List<String> lines = child().run(StockThenTrain.class);

    assertThat(lines.get(0)).isEqualTo("training=false file=none property=null");
    assertThat(lines.get(1))
        .startsWith("error: cannot train: the library without training was loaded before")
        .contains("loadForTraining()");
    assertThat(lines.get(2)).isEqualTo(lines.get(0));
  }

  @ParameterizedTest
  @ValueSource(classes = {StockThenTrain.class, Train.class})
  void unpacksIntoTheCacheOnceAndLeavesTheTemporaryFolderEmpty(Class<?> main) throws Exception {
    Path temporary = Files.createDirectory(cache.resolve("temporary"));
    ChildJvm child = child().option("-Djava.io.tmpdir=" + temporary);
    child.run(main);
    Map<Path, FileTime> unpacked = unpackedFiles();

    child.run(main);

    assertThat(temporary).isEmptyDirectory();
    assertThat(unpackedFiles()).hasSizeGreaterThanOrEqualTo(2).isEqualTo(unpacked);
  }

  @Test
  void saysInOneLineThatTheTemporaryFolderIsMissing() throws Exception {
    Path missing = cache.resolve("missing");

    List<String> lines =
        child().option("-Djava.io.tmpdir=" + missing).run(StockThenTrain.class).stream()
            .filter(line -> !line.startsWith("WARNING: java.io.tmpdir")) // newer Javas say so too
            .toList();

    assertThat(lines)
        .hasSize(3)
        .allMatch(
            line ->
                line.equals(
                    "error: cannot load ONNX Runtime: the temporary folder %s does not exist; name another with -Djava.io.tmpdir=FOLDER"
                        .formatted(missing)));
  }

  @Test
  void saysInOneLineWhyNothingCanBeUnpacked() throws Exception {
    Path file = Files.createFile(cache.resolve("file"));

    List<String> lines =
        new ChildJvm()
                .option("-Dvinyl.cache=" + file)
                .option("-Djava.io.tmpdir=" + cache.resolve("missing"))
                .run(StockThenTrain.class)
                .stream()
                .filter(line -> line.startsWith("error: ") || line.startsWith("\tat "))
                .toList();

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0))
        .startsWith("error: ONNX Runtime could not be unpacked from ")
        .contains("neither in " + file, "nor in the temporary folder " + cache.resolve("missing"))
        .endsWith("free some space, or name a folder with -Dvinyl.cache=FOLDER");
  }

  private Map<Path, FileTime> unpackedFiles() throws IOException {
    Map<Path, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(cache)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        times.put(file, Files.getLastModifiedTime(file));
      }
    }
    return times;
  }

  @Test
  void noticesThatSomebodyElseHadLoadedTheStockLibrary() throws Exception {
    List<String> lines = child().run(ForeignThenTrain.class);

    // ONNX Runtime's own logger may have said something about the second opening.
    assertThat(lines).anyMatch(line -> line.startsWith("error: cannot train: another part"));
    assertThat(lines.get(lines.size() - 1)).isEqualTo("training=false file=none property=null");
  }

  @Test
  void namesTheArtifactThatIsMissing() throws Exception {
    List<String> output = child().withoutNatives("onnxruntime").run(Train.class);

    assertThat(output.get(0))
        .contains("no training library for " + Platform.current().name())
        .contains("org.bytedeco:onnxruntime");
    assertThat(output.get(1)).startsWith("training=false");
  }

  @Test
  void takesTheLibraryThatTheUserNamed() throws Exception {
    child().run(Train.class);
    Path named = Files.copy(unpacked(), cache.resolve("libonnxruntime.so.1"));

    List<String> output = child().option("-D" + PATH + "=" + named).run(Train.class);

    assertThat(output).hasSize(2).containsOnly("training=true file=none property=" + named);
  }

  @Test
  void saysWhichNamedLibraryIsMissing() throws Exception {
    List<String> output = child().option("-D" + PATH + "=/no/such/file").run(Train.class);

    assertThat(output)
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .startsWith("error: cannot load ONNX Runtime")
                    .contains("/no/such/file"));
  }

  /** ONNX Runtime's own file: the only one, but for the build with CUDA. */
  private Path unpacked() throws IOException {
    TrainingNatives natives = TrainingNatives.require();
    try (Stream<Path> files = Files.walk(cache)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      assertThat(found).hasSize(1 + natives.companions().size());
      return found.stream()
          .filter(file -> file.endsWith(natives.fileName()))
          .findFirst()
          .orElseThrow();
    }
  }
}
