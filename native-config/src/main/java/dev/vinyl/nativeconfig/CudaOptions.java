package dev.vinyl.nativeconfig;

import java.util.Map;
import java.util.TreeMap;

/**
 * How ONNX Runtime's CUDA provider uses a device. TF32 is not among the choices: it is always off,
 * see {@link ExecutionProvider#cuda(int)}.
 *
 * @param memoryLimitBytes limit of the arena in which a session keeps its tensors, in bytes of the
 *     device; 0 for none. What CUDA and cuDNN take for themselves comes on top
 * @param cudaGraph whether the kernels of a run are recorded once and then started all at once.
 *     Refused, when the options of a session are made, where a trial on the device shows that a
 *     recorded run answers for the input of an earlier one. That is to be expected as long as ONNX
 *     Runtime's Java API cannot bind tensors to the device, as in release 1.24
 */
public record CudaOptions(long memoryLimitBytes, boolean cudaGraph) {
  private static final CudaOptions DEFAULTS = new CudaOptions(0, false);

  /** Checks the limit. */
  public CudaOptions {
    if (memoryLimitBytes < 0) {
      throw new IllegalArgumentException(
          "memoryLimitBytes must be 0 (no limit) or more, got " + memoryLimitBytes);
    }
  }

  /** No limit, no graph. */
  public static CudaOptions defaults() {
    return DEFAULTS;
  }

  /** These options with another limit, in bytes; 0 for none. */
  public CudaOptions withMemoryLimitBytes(long bytes) {
    return new CudaOptions(bytes, cudaGraph);
  }

  /** These options with CUDA graphs on or off. */
  public CudaOptions withCudaGraph(boolean on) {
    return new CudaOptions(memoryLimitBytes, on);
  }

  /** Under the names of ONNX Runtime's CUDA provider; what is left to its defaults is not there. */
  Map<String, String> entries() {
    Map<String, String> entries = new TreeMap<>();
    entries.put("use_tf32", "0");
    if (memoryLimitBytes > 0) {
      entries.put("gpu_mem_limit", Long.toString(memoryLimitBytes));
    }
    if (cudaGraph) {
      entries.put("enable_cuda_graph", "1");
    }
    return entries;
  }
}
