package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.Test;

class CudaTrialTest {
  private static final String PLACE =
      "Error code - ORT_FAIL - message: /build/core/session/provider_bridge_ort.cc:1989 "
          + "onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() "
          + "[ONNXRuntimeError] : 1 : FAIL : ";

  @Test
  void modelAddsANumberToItself() throws OrtException {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();

    float sum = CudaTrial.twice(library.environment(), ExecutionProvider.cpu(), -2.25f);

    assertThat(sum).isEqualTo(-4.5f);
  }

  @Test
  void namesTheMissingLibrary() {
    assertThat(
            CudaTrial.inWords(
                PLACE
                    + "Failed to load library /cache/libonnxruntime_providers_cuda.so with error: "
                    + "libcublasLt.so.13: cannot open shared object file: No such file or directory\n"))
        .startsWith("NVIDIA's library libcublasLt.so.13 is missing; ")
        .contains("-Pcuda");
  }

  @Test
  void tellsAMissingDriverFromAMissingDevice() {
    assertThat(
            CudaTrial.inWords(
                PLACE
                    + "provider_options_utils.h:187 Parse Failed to parse provider option "
                    + "\"device_id\": CUDA failure 35: CUDA driver version is insufficient for CUDA "
                    + "runtime version ; GPU=-1 ; hostname=vm ; file=/build/x.cc ; line=67 ; "
                    + "expr=cudaGetDeviceCount(&num_devices); \n"))
        .isEqualTo(
            "NVIDIA's driver is missing, or too old for CUDA 13 (CUDA failure 35: "
                + "CUDA driver version is insufficient for CUDA runtime version)");
    assertThat(
            CudaTrial.inWords(
                PLACE
                    + "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=vm"))
        .isEqualTo("CUDA failure 100: no CUDA-capable device is detected");
    assertThat(
            CudaTrial.inWords(
                PLACE + "Invalid device ID: 7, must be between 0 (inclusive) and 1 (exclusive).\n"))
        .isEqualTo(
            "there is no such device (Invalid device ID: 7, must be between 0 (inclusive) and 1 (exclusive))");
  }

  @Test
  void keepsTheFirstLineOfWhatItDoesNotKnow() {
    assertThat(CudaTrial.inWords("something new\nand more")).isEqualTo("something new");
  }
}
