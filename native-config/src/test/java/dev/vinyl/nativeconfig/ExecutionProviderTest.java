package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ExecutionProviderTest {
  private static final CudaOptions LIMITED = CudaOptions.defaults().withMemoryLimitBytes(1 << 30);
  private static final TensorRtOptions FP16 = TensorRtOptions.defaults().withFp16(true);
  private static final BatchProfile IMAGES = BatchProfile.of("image", 16, 3, 128, 128);

  @Test
  void isNamedAsDevicesAreWritten() {
    assertThat(ExecutionProvider.cpu()).hasToString("cpu");
    assertThat(ExecutionProvider.cuda(1)).hasToString("cuda:1");
    assertThat(ExecutionProvider.tensorRt(2)).hasToString("tensorrt:2");
  }

  @Test
  void isEqualByDeviceAndOptions() {
    assertThat(ExecutionProvider.cuda(1))
        .isEqualTo(ExecutionProvider.cuda(1, CudaOptions.defaults()))
        .isNotEqualTo(ExecutionProvider.cuda(0))
        .isNotEqualTo(ExecutionProvider.cuda(1, LIMITED))
        .isNotEqualTo(ExecutionProvider.tensorRt(1));
  }

  @Test
  void takesTheOptionsThatAreForIt() {
    assertThat(ExecutionProvider.cpu().with(LIMITED).with(FP16).withProfile(IMAGES))
        .isEqualTo(ExecutionProvider.cpu());
    assertThat(ExecutionProvider.cuda(1).with(LIMITED).with(FP16).withProfile(IMAGES))
        .isEqualTo(ExecutionProvider.cuda(1, LIMITED));
    assertThat(ExecutionProvider.tensorRt(1).with(LIMITED).with(FP16).withProfile(IMAGES))
        .isEqualTo(new ExecutionProvider.TensorRt(1, FP16.withProfile(IMAGES), LIMITED));
  }

  @Test
  void cudaBehindTensorRtHasNoGraph() {
    CudaOptions graph = LIMITED.withCudaGraph(true);

    assertThat(ExecutionProvider.tensorRt(0).with(graph))
        .isEqualTo(ExecutionProvider.tensorRt(0).with(LIMITED));
    assertThatThrownBy(() -> new ExecutionProvider.TensorRt(0, TensorRtOptions.defaults(), graph))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("CUDA graph");
  }

  @Test
  void refusesDevicesBelowZero() {
    assertThatThrownBy(() -> ExecutionProvider.cuda(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CUDA device is 0 or more, got -1");
    assertThatThrownBy(() -> ExecutionProvider.tensorRt(-2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a CUDA device is 0 or more, got -2");
  }
}
