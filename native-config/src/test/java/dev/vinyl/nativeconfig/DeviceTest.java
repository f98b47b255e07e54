package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vinyl.fixtures.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @ParameterizedTest
  @CsvSource({
    "auto,      AUTO, 0, auto",
    "cpu,       CPU,  0, cpu",
    "' CPU ',   CPU,  0, cpu",
    "cuda,      CUDA, 0, cuda:0",
    "cuda:0,    CUDA, 0, cuda:0",
    "Cuda:12,   CUDA, 12, cuda:12",
    "tensorrt,  TENSORRT, 0, tensorrt:0",
    "TensorRT:3, TENSORRT, 3, tensorrt:3",
  })
  void readsWhatPeopleWrite(String text, Device.Kind kind, int index, String written) {
    assertThat(Device.parse(text)).isEqualTo(new Device(kind, index)).hasToString(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:x", "cuda:99999999999", "cpu:0", "tensorrt:"})
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Device.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("device must be auto, cpu, cuda:N or tensorrt:N, got '%s'".formatted(text));
  }

  @Test
  void onlyNvidiasDevicesAreNumbered() {
    assertThatThrownBy(() -> new Device(Device.Kind.AUTO, 1))
        .hasMessage("there is no device 1 of kind AUTO");
    assertThatThrownBy(() -> new Device(Device.Kind.CPU, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Device.cuda(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  static final class ChooseProcessor {
    public static void main(String[] args) {
      Device.Choice choice = Device.cpu().choose();
      System.out.println(choice.provider() + "; " + choice.explanation());
      System.out.println(OnnxRuntimeLibrary.ifLoaded().isPresent());
    }
  }

  @Test
  void processorIsChosenWithoutLoadingAnything() throws Exception {
    assertThat(new ChildJvm().run(ChooseProcessor.class))
        .containsExactly("cpu; cpu, as asked", "false");
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void buildForTheProcessorSaysHowToGetTheOther() {
    assumeTrue(
        Deployment.current() == Deployment.PROCESSOR, "a build with CUDA is on the class path");
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
    String reason =
        "this ONNX Runtime is a build for the processor only; build with -Pcuda, "
            + "or put org.bytedeco:onnxruntime with classifier linux-x86_64-gpu on the class path";

    Device.Choice choice = Device.auto().choose();

    assertThat(choice.provider()).isEqualTo(ExecutionProvider.cpu());
    assertThat(choice.explanation()).isEqualTo("cpu, since cuda:0 cannot be used: " + reason);
    assertThatThrownBy(() -> Device.cuda(3).choose())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot use cuda:3: " + reason);
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void buildWithoutTensorRtSaysHowToGetIt() {
    assumeFalse(Deployment.current() == Deployment.TENSORRT, "TensorRT is on the class path");
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares

    assertThatThrownBy(() -> Device.tensorRt(1).choose())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "cannot use tensorrt:1: this ONNX Runtime is a build without TensorRT; build with -Ptensorrt, "
                + "or put com.microsoft.onnxruntime:onnxruntime_gpu in the place of onnxruntime on the class path");
  }
}
