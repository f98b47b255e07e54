package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.vinyl.fixtures.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The build with CUDA, on any machine: where it cannot use a device it says so and goes on. */
class CudaNativesTest {
  @TempDir Path cache;

  @BeforeEach
  void requireTheBuildWithCuda() {
    assumeTrue(
        TrainingNatives.require().cuda(),
        "the build with CUDA is not on the class path: use -Pcuda");
  }

  static final class TryDevices {
    public static void main(String[] args) throws OrtException {
      OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();
      System.out.println(OrtEnvironment.getAvailableProviders());
      try {
        System.out.println(Device.cuda(999).choose());
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
      System.out.println(Device.auto().choose().explanation());
      System.out.println(
          ProviderTrial.twice(library.environment(), ExecutionProvider.cpu(), 21)
              + " "
              + library.trainingEnabled());
    }
  }

  static final class OnlyChoose {
    public static void main(String[] args) {
      System.out.println(Device.auto().choose().explanation());
      System.out.println(OnnxRuntimeLibrary.load().trainingEnabled());
    }
  }

  static final class StockThenChoose {
    public static void main(String[] args) {
      OnnxRuntimeLibrary.load();
      System.out.println(Device.auto().choose().explanation());
    }
  }

  private ChildJvm child() {
    return new ChildJvm().option("-Dvinyl.cache=" + cache);
  }

  @Test
  void listsCudaAndGoesOnOnTheProcessorAfterADeviceWasRefused() throws Exception {
    List<String> lines = child().run(TryDevices.class);

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).contains("CPU", "CUDA");
    assertThat(lines.get(1)).startsWith("cannot use cuda:999: ");
    assertThat(lines.get(2)).containsPattern("^(cuda:0, since|cpu, since cuda:0 cannot be used: )");
    assertThat(lines.get(3)).isEqualTo("42.0 true");
  }

  @Test
  void putsAllItsFilesIntoOneFolder() throws Exception {
    child().run(OnlyChoose.class);

    try (Stream<Path> files = Files.walk(cache)) {
      List<Path> found = files.filter(Files::isRegularFile).toList();
      assertThat(found)
          .extracting(file -> String.valueOf(file.getFileName()))
          .containsExactlyInAnyOrder(
              "libonnxruntime.so",
              "libonnxruntime4j_jni.so",
              "libonnxruntime_providers_cuda.so",
              "libonnxruntime_providers_shared.so");
      assertThat(found).extracting(Path::getParent).containsOnly(found.get(0).getParent());
    }
  }

  @Test
  void isLoadedByWhoeverChoosesADeviceFirst() throws Exception {
    assertThat(child().run(OnlyChoose.class)).hasSize(2).endsWith("true");
  }

  @Test
  void saysThatAnotherLibraryWasLoadedBefore() throws Exception {
    assertThat(child().run(StockThenChoose.class))
        .singleElement()
        .asString()
        .startsWith("cpu, since cuda:0 cannot be used: another library of ONNX Runtime");
  }
}
