package dev.vinyl.export.graph;

/** Which operators a graph may use. */
public enum Dialect {
  /** Standard ONNX operators only: any runtime, and ONNX Runtime's stock library. */
  STANDARD,
  /**
   * Also ONNX Runtime's own operators (domain {@code com.microsoft}) where they are faster. Their
   * gradient kernels are only in its training build.
   */
  ONNX_RUNTIME,
  /** Also those of ONNX Runtime's own operators that have no gradients, such as Attention. */
  ONNX_RUNTIME_FUSED
}
