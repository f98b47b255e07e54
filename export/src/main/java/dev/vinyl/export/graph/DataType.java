package dev.vinyl.export.graph;

/** What a tensor's elements are, with ONNX's number for it. */
public enum DataType {
  /** 32-bit float. */
  FLOAT(1),
  /** Unsigned 8-bit integer. */
  UINT8(2),
  /** Signed 8-bit integer. */
  INT8(3),
  /** Signed 32-bit integer. */
  INT32(6),
  /** Signed 64-bit integer. */
  INT64(7),
  /** Boolean, a byte each. */
  BOOL(9),
  /** 16-bit float of IEEE 754. */
  FLOAT16(10);

  private final int onnxCode;

  DataType(int onnxCode) {
    this.onnxCode = onnxCode;
  }

  /** The value of {@code TensorProto.DataType}. */
  public int onnxCode() {
    return onnxCode;
  }
}
