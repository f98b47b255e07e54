package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import org.junit.jupiter.api.Test;

class ProviderTrialTest {
  private static final String PLACE =
      "Error code - ORT_FAIL - message: /build/core/session/provider_bridge_ort.cc:1989 "
          + "onnxruntime::Provider& onnxruntime::ProviderLibrary::Get() "
          + "[ONNXRuntimeError] : 1 : FAIL : ";

  @Test
  void modelAddsANumberToItself() throws OrtException {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();

    float sum = ProviderTrial.twice(library.environment(), ExecutionProvider.cpu(), -2.25f);

    assertThat(sum).isEqualTo(-4.5f);
  }

  @Test
  void namesTheMissingLibrary() {
    assertThat(
            ProviderTrial.inWords(
                PLACE
                    + "Failed to load library /cache/libonnxruntime_providers_cuda.so with error:"
                    + " libcublasLt.so.13: cannot open shared object file: No such file or"
                    + " directory\n",
                Deployment.CUDA))
        .startsWith("NVIDIA's library libcublasLt.so.13 is missing; ")
        .contains("-Pcuda", "CUDA 13");
    assertThat(
            ProviderTrial.inWords(
                "Failed to load library /tmp/libonnxruntime_providers_tensorrt.so with error: "
                    + "libnvinfer.so.10: cannot open shared object file: No such file or directory",
                Deployment.TENSORRT))
        .startsWith("NVIDIA's library libnvinfer.so.10 is missing; ")
        .contains("CUDA 12", "TensorRT 10", "the profile tensorrt does not bring them");
  }

  @Test
  void tellsAMissingDriverFromAMissingDevice() {
    assertThat(
            ProviderTrial.inWords(
                PLACE
                    + "provider_options_utils.h:187 Parse Failed to parse provider option"
                    + " \"device_id\": CUDA failure 35: CUDA driver version is insufficient for"
                    + " CUDA runtime version ; GPU=-1 ; hostname=vm ; file=/build/x.cc ; line=67 ;"
                    + " expr=cudaGetDeviceCount(&num_devices); \n",
                Deployment.CUDA))
        .isEqualTo(
            "NVIDIA's driver is missing, or too old for CUDA 13 (CUDA failure 35: "
                + "CUDA driver version is insufficient for CUDA runtime version)");
    assertThat(
            ProviderTrial.inWords(
                PLACE
                    + "CUDA failure 100: no CUDA-capable device is detected ; GPU=-1 ; hostname=vm",
                Deployment.CUDA))
        .isEqualTo("CUDA failure 100: no CUDA-capable device is detected");
    assertThat(
            ProviderTrial.inWords(
                PLACE + "Invalid device ID: 7, must be between 0 (inclusive) and 1 (exclusive).\n",
                Deployment.CUDA))
        .isEqualTo(
            "there is no such device (Invalid device ID: 7, must be between 0 (inclusive) and 1"
                + " (exclusive))");
  }

  @Test
  void keepsAllLinesOfWhatItDoesNotKnowAsOne() {
    assertThat(ProviderTrial.inWords("something new\nand more", Deployment.PROCESSOR))
        .isEqualTo("something new and more");
  }
}
