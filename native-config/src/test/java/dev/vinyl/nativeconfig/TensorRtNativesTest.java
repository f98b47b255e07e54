package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtEnvironment;
import dev.vinyl.fixtures.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class TensorRtNativesTest {
  @TempDir Path cache;

  static final class Load {
    public static void main(String[] args) {
      OnnxRuntimeLibrary library = OnnxRuntimeLibrary.load();
      System.out.println(OrtEnvironment.getAvailableProviders());
      System.out.println(library.nativeFile().orElseThrow());
      System.out.println(System.getProperty("onnxruntime.native.path"));
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void buildWithTensorRtIsLoadedFromTheCache() throws Exception {
    assumeTrue(Deployment.current() == Deployment.TENSORRT, "needs -Ptensorrt");

    List<String> lines = new ChildJvm().option("-Dvinyl.cache=" + cache).run(Load.class);

    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).contains("CUDA", "TENSOR_RT");
    assertThat(Path.of(lines.get(1))).startsWith(cache).isRegularFile();
    assertThat(lines.get(2)).isEqualTo("null");
    assertThat(Path.of(lines.get(1)).resolveSibling(".").toFile().list())
        .containsExactlyInAnyOrder(
            "libonnxruntime.so",
            "libonnxruntime4j_jni.so",
            "libonnxruntime_providers_shared.so",
            "libonnxruntime_providers_cuda.so",
            "libonnxruntime_providers_tensorrt.so");
  }
}
