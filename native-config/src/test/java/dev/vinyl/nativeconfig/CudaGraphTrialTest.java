package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CudaGraphTrialTest {
  @Test
  void sessionThatAnswersForEachInputPasses() throws OrtException {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();
    try (OrtSession.SessionOptions options = SessionSettings.forInference().toOptions()) {
      assertThat(CudaGraphTrial.answersForEarlierInput(library.environment(), options)).isFalse();
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void optionsWithAGraphAreRefusedWhereItCannotBeTried() {
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
    SessionSettings settings =
        SessionSettings.forInference()
            .withProvider(ExecutionProvider.cuda(999, CudaOptions.defaults().withCudaGraph(true)));

    assertThatThrownBy(settings::toOptions)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("CUDA graphs cannot be used on cuda:999: ")
        .hasMessageEndingWith("; leave them off");
  }
}
