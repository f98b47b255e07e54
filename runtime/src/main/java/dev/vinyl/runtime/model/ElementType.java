package dev.vinyl.runtime.model;

import ai.onnxruntime.OnnxJavaType;
import java.util.Arrays;
import java.util.Optional;

/** What the values of a tensor are, of those that Vinyl handles. */
public enum ElementType {
  /** IEEE 754 binary32. */
  FLOAT32(Float.BYTES, OnnxJavaType.FLOAT),
  /** 0..255. */
  UINT8(Byte.BYTES, OnnxJavaType.UINT8),
  /** Signed, 32 bits. */
  INT32(Integer.BYTES, OnnxJavaType.INT32),
  /** Signed, 64 bits. */
  INT64(Long.BYTES, OnnxJavaType.INT64);

  private final int bytes;
  private final OnnxJavaType onnxType;

  ElementType(int bytes, OnnxJavaType onnxType) {
    this.bytes = bytes;
    this.onnxType = onnxType;
  }

  /** Bytes that a value takes. */
  public int bytes() {
    return bytes;
  }

  OnnxJavaType onnxType() {
    return onnxType;
  }

  static Optional<ElementType> of(OnnxJavaType type) {
    return Arrays.stream(values()).filter(known -> known.onnxType == type).findFirst();
  }
}
