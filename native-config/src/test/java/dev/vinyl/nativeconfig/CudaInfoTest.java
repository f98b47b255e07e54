package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vinyl.fixtures.ChildJvm;
import java.util.List;
import org.junit.jupiter.api.Test;

class CudaInfoTest {
  static final class Ask {
    public static void main(String[] args) {
      try {
        System.out.println(CudaInfo.ask());
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  @Test
  void writesReleasesAsPeopleDo() {
    assertThat(CudaInfo.cudaRelease(13010)).isEqualTo("13.1");
    assertThat(CudaInfo.cudaRelease(12080)).isEqualTo("12.8");
    assertThat(CudaInfo.cudaRelease(0)).isEqualTo("none");
    assertThat(CudaInfo.cudnnRelease(91900)).isEqualTo("9.19.0");
    assertThat(CudaInfo.cudnnRelease(91002)).isEqualTo("9.10.2");
  }

  @Test
  void saysThatTheBindingsAreMissing() throws Exception {
    assertThat(new ChildJvm().without("cuda").run(Ask.class))
        .containsExactly(
            "JavaCPP's bindings of CUDA are not on the class path; only the profile cuda brings them");
  }

  @Test
  void saysInALineThatTheirNativesAreMissing() throws Exception {
    List<String> lines = new ChildJvm().withoutNatives("cuda").run(Ask.class);

    assertThat(lines).singleElement().asString().startsWith("CUDA cannot be loaded (");
  }

  @Test
  void answersOrSaysWhyNotWithAllOfThem() throws Exception {
    assumeTrue(
        ClassPath.find("org/bytedeco/cuda/linux-x86_64/libjnicudart.so").isPresent(),
        "needs the libraries of -Pcuda");

    assertThat(new ChildJvm().run(Ask.class))
        .singleElement()
        .asString()
        .containsPattern("^(CudaInfo|NVIDIA's driver is missing|CUDA answers with error)");
  }
}
