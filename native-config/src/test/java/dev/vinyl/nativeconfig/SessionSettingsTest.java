package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import org.junit.jupiter.api.Test;

class SessionSettingsTest {
  @Test
  void trainingLeavesTheMemoryPatternOut() {
    SessionSettings inference = SessionSettings.forInference();

    assertThat(inference.intraOpThreads()).isEqualTo(Cores.physical());
    assertThat(inference.memoryPattern()).isTrue();
    assertThat(SessionSettings.forTraining()).isEqualTo(inference.withMemoryPattern(false));
  }

  @Test
  void eachWitherChangesItsOwnComponent() {
    SessionSettings all = new SessionSettings(3, true, true, true, ExecutionProvider.cpu());

    assertThat(all.withIntraOpThreads(5))
        .isEqualTo(new SessionSettings(5, true, true, true, ExecutionProvider.cpu()));
    assertThat(all.withMemoryPattern(false))
        .isEqualTo(new SessionSettings(3, false, true, true, ExecutionProvider.cpu()));
    assertThat(all.withArena(false))
        .isEqualTo(new SessionSettings(3, true, false, true, ExecutionProvider.cpu()));
    assertThat(all.withSpinning(false))
        .isEqualTo(new SessionSettings(3, true, true, false, ExecutionProvider.cpu()));
    assertThat(all.withProvider(ExecutionProvider.cuda(1)))
        .isEqualTo(new SessionSettings(3, true, true, true, ExecutionProvider.cuda(1)))
        .isNotEqualTo(all);
  }

  @Test
  void refusesThreadsOutOfRange() {
    assertThatThrownBy(() -> SessionSettings.forInference().withIntraOpThreads(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("intraOpThreads must be 1..1024, got 0");
    assertThatThrownBy(() -> SessionSettings.forInference().withIntraOpThreads(1025))
        .hasMessageContaining("1025");
  }

  @Test
  void providerThatIsNotThereIsAnErrorInWords() {
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
    assumeTrue(
        Deployment.current() == Deployment.PROCESSOR, "a build with CUDA is on the class path");

    assertThatThrownBy(
            SessionSettings.forInference().withProvider(ExecutionProvider.tensorRt(2))::toOptions)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("cannot use tensorrt:2: ")
        .hasMessageContaining("-Ptensorrt");
  }

  @Test
  void handsSpinningToOnnxRuntime() throws OrtException {
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
    SessionSettings settings = SessionSettings.forTraining();
    try (OrtSession.SessionOptions on = settings.toOptions();
        OrtSession.SessionOptions off = settings.withSpinning(false).toOptions()) {
      assertThat(on.getConfigEntries()).containsEntry("session.intra_op.allow_spinning", "1");
      assertThat(off.getConfigEntries()).containsEntry("session.intra_op.allow_spinning", "0");
    }
  }
}
