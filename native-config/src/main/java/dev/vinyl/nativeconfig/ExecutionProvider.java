package dev.vinyl.nativeconfig;

/**
 * Which of ONNX Runtime's execution providers runs a model, and with what options. Values; whether
 * a provider can be used on this machine is for {@link Device#choose()} to find out.
 *
 * <pre>{@code
 * ExecutionProvider provider =
 *     Device.parse("auto").choose().provider()
 *         .with(CudaOptions.defaults().withMemoryLimitBytes(2L << 30)); // if it is CUDA
 * }</pre>
 */
public sealed interface ExecutionProvider {

  /** {@code cpu}, {@code cuda:N} or {@code tensorrt:N}, as {@link Device#parse} reads it. */
  String name();

  /**
   * This provider with these options if they are for it, else itself. TensorRT takes them for what
   * it leaves to CUDA, without a CUDA graph.
   */
  default ExecutionProvider with(CudaOptions options) {
    return this;
  }

  /** This provider with these options if they are for it, else itself. */
  default ExecutionProvider with(TensorRtOptions options) {
    return this;
  }

  /**
   * This provider, knowing the shapes of an input if it is one that needs to, else itself: for
   * whoever opens a model and knows its input, on any provider.
   */
  default ExecutionProvider withProfile(BatchProfile profile) {
    return this;
  }

  /** The processor: ONNX Runtime's own kernels. Always there. */
  static ExecutionProvider cpu() {
    return new Cpu();
  }

  /**
   * A device of NVIDIA's. What it has no kernels for runs on the processor. Numbers stay FP32: the
   * shorter TF32, which ONNX Runtime would take for matrix products, is off, so that a device
   * computes what the processor computes, up to the order of additions.
   *
   * @param device the device's number, from 0, as CUDA counts
   * @throws IllegalArgumentException if {@code device} is negative
   */
  static ExecutionProvider cuda(int device) {
    return cuda(device, CudaOptions.defaults());
  }

  /** As {@link #cuda(int)}, with options. */
  static ExecutionProvider cuda(int device, CudaOptions options) {
    return new Cuda(device, options);
  }

  /**
   * A device of NVIDIA's, by engines that TensorRT builds when a model is opened or first run,
   * which takes seconds to minutes. What TensorRT has no layers for runs on CUDA, as by {@link
   * #cuda(int)}, and then on the processor. For models, not for training.
   *
   * @param device the device's number, from 0, as CUDA counts
   * @throws IllegalArgumentException if {@code device} is negative
   */
  static ExecutionProvider tensorRt(int device) {
    return tensorRt(device, TensorRtOptions.defaults());
  }

  /** As {@link #tensorRt(int)}, with options. */
  static ExecutionProvider tensorRt(int device, TensorRtOptions options) {
    return new TensorRt(device, options, CudaOptions.defaults());
  }

  /** The processor. */
  record Cpu() implements ExecutionProvider {
    @Override
    public String name() {
      return "cpu";
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A device of NVIDIA's.
   *
   * @param device the device's number, from 0, as CUDA counts
   * @param options how it is used
   */
  record Cuda(int device, CudaOptions options) implements ExecutionProvider {
    /** Checks the number. */
    public Cuda {
      checkDevice(device);
    }

    @Override
    public String name() {
      return "cuda:" + device;
    }

    @Override
    public ExecutionProvider with(CudaOptions other) {
      return new Cuda(device, other);
    }

    @Override
    public String toString() {
      return name();
    }
  }

  /**
   * A device of NVIDIA's by way of TensorRT.
   *
   * @param device the device's number, from 0, as CUDA counts
   * @param options how TensorRT uses it
   * @param rest how CUDA uses it for the rest of the model; without a CUDA graph, which has to hold
   *     the whole model
   */
  record TensorRt(int device, TensorRtOptions options, CudaOptions rest)
      implements ExecutionProvider {
    /** Checks the number and that CUDA graphs are asked of TensorRT alone. */
    public TensorRt {
      checkDevice(device);
      if (rest.cudaGraph()) {
        throw new IllegalArgumentException(
            "the CUDA graph of a model on TensorRT is an option of TensorRT's, not of CUDA's");
      }
    }

    @Override
    public String name() {
      return "tensorrt:" + device;
    }

    @Override
    public ExecutionProvider with(CudaOptions other) {
      return new TensorRt(device, options, other.withCudaGraph(false));
    }

    @Override
    public ExecutionProvider with(TensorRtOptions other) {
      return new TensorRt(device, other, rest);
    }

    @Override
    public ExecutionProvider withProfile(BatchProfile profile) {
      return new TensorRt(device, options.withProfile(profile), rest);
    }

    @Override
    public String toString() {
      return name();
    }
  }

  private static void checkDevice(int device) {
    if (device < 0) {
      throw new IllegalArgumentException("a CUDA device is 0 or more, got " + device);
    }
  }
}
