package dev.vinyl.export.inference;

import dev.vinyl.export.graph.Dialect;

/** Whom a model file is for. */
public enum Variant {
  /** Any runtime: standard ONNX operators only. */
  PORTABLE(Dialect.STANDARD),
  /** ONNX Runtime: its own operators where they are faster. */
  OPTIMIZED(Dialect.ONNX_RUNTIME_FUSED);

  private final Dialect dialect;

  Variant(Dialect dialect) {
    this.dialect = dialect;
  }

  Dialect dialect() {
    return dialect;
  }
}
