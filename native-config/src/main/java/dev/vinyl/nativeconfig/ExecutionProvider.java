package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/**
 * Which of ONNX Runtime's execution providers runs a model. The type is closed so that others, with
 * settings of their own, can join it. Whether a provider can be used on this machine is for {@link
 * Device#choose()} to find out.
 */
public final class ExecutionProvider {
  private static final int NO_DEVICE = -1;
  private static final ExecutionProvider CPU = new ExecutionProvider("cpu", NO_DEVICE);

  private final String name;
  private final int cudaDevice;

  private ExecutionProvider(String name, int cudaDevice) {
    this.name = name;
    this.cudaDevice = cudaDevice;
  }

  /** The processor: ONNX Runtime's own kernels. Always there. */
  public static ExecutionProvider cpu() {
    return CPU;
  }

  /**
   * A device of NVIDIA's. What it has no kernels for runs on the processor. Numbers stay FP32: the
   * shorter TF32, which ONNX Runtime would take for matrix products, is off, so that a device
   * computes what the processor computes, up to the order of additions.
   *
   * @param device the device's number, from 0, as CUDA counts
   * @throws IllegalArgumentException if {@code device} is negative
   */
  public static ExecutionProvider cuda(int device) {
    if (device < 0) {
      throw new IllegalArgumentException("a CUDA device is 0 or more, got " + device);
    }
    return new ExecutionProvider("cuda:" + device, device);
  }

  /** {@code cpu} or {@code cuda:N}, as {@link Device#parse} reads it. */
  public String name() {
    return name;
  }

  /** Adds this provider to a session's options; the processor is in every session by itself. */
  void addTo(OrtSession.SessionOptions options) throws OrtException {
    if (cudaDevice == NO_DEVICE) {
      return;
    }
    CudaLibraries.load();
    // Not addCUDA(int): that asks the Java library's native part, which is compiled without CUDA.
    try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(cudaDevice)) {
      cuda.add("use_tf32", "0");
      options.addCUDA(cuda);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ExecutionProvider that && name.equals(that.name);
  }

  @Override
  public int hashCode() {
    return name.hashCode();
  }

  @Override
  public String toString() {
    return name;
  }
}
