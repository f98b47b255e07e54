package dev.vinyl.runtime.model;

import ai.onnxruntime.OnnxJavaType;
import java.util.Arrays;
import java.util.Optional;

/** What the values of a tensor are, of those that Vinyl handles. */
public enum ElementType {
  /** IEEE 754 binary32. */
  FLOAT32(Float.BYTES, OnnxJavaType.FLOAT),
  /** IEEE 754 binary16. */
  FLOAT16(Short.BYTES, OnnxJavaType.FLOAT16),
  /** IEEE 754 binary64. */
  FLOAT64(Double.BYTES, OnnxJavaType.DOUBLE),
  /** A byte each, 0 for false and 1 for true. */
  BOOL(Byte.BYTES, OnnxJavaType.BOOL),
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

  /** Whether values have a fraction, as scores do; those of other types count or name something. */
  public boolean isFloatingPoint() {
    return this == FLOAT32 || this == FLOAT16 || this == FLOAT64;
  }

  OnnxJavaType onnxType() {
    return onnxType;
  }

  static Optional<ElementType> of(OnnxJavaType type) {
    return Arrays.stream(values()).filter(known -> known.onnxType == type).findFirst();
  }
}
