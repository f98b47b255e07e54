package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.OnnxJavaType;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An input or output of a model, as far as one image is concerned: a batch of them lies one after
 * another in memory.
 *
 * @param name in the model's file
 * @param type of its values
 * @param shape of one image's part, without the batch, every size at least 1; empty where an image
 *     has a single value
 */
public record TensorSpec(String name, Type type, List<Integer> shape) {
  /** Checks the sizes. */
  public TensorSpec {
    shape = List.copyOf(shape);
    if (!shape.stream().allMatch(size -> size >= 1)) {
      throw new IllegalArgumentException(
          "sizes of '%s' must be at least 1, got %s".formatted(name, shape));
    }
    bytes(type, shape);
  }

  /** Values of one image. */
  public int values() {
    return bytes() / type.bytes();
  }

  /** Bytes of one image. */
  public int bytes() {
    return bytes(type, shape);
  }

  private static int bytes(Type type, List<Integer> shape) {
    try {
      return shape.stream().reduce(type.bytes(), Math::multiplyExact);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "an image's part of a tensor must stay below 2 GiB, got %s %s".formatted(type, shape), e);
    }
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(name, type, shape);
  }

  /** What the values of a tensor are, of those that Vinyl handles. */
  public enum Type {
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

    Type(int bytes, OnnxJavaType onnxType) {
      this.bytes = bytes;
      this.onnxType = onnxType;
    }

    /** Bytes that a value takes. */
    public int bytes() {
      return bytes;
    }

    /**
     * Whether values have a fraction, as scores do; those of other types count or name something.
     */
    public boolean isFloatingPoint() {
      return this == FLOAT32 || this == FLOAT16 || this == FLOAT64;
    }

    OnnxJavaType onnxType() {
      return onnxType;
    }

    static Optional<Type> of(OnnxJavaType type) {
      return Arrays.stream(values()).filter(known -> known.onnxType == type).findFirst();
    }
  }
}
