package dev.vinyl.export.weights;

import java.util.Optional;

/** The element types of a safetensors file, under the names that the format gives them. */
enum Dtype {
  /** One byte, 0 or 1. */
  BOOL(1),
  /** Unsigned byte. */
  U8(1),
  /** Signed byte. */
  I8(1),
  /** Eight-bit float with five exponent bits. */
  F8_E5M2(1),
  /** Eight-bit float with four exponent bits. */
  F8_E4M3(1),
  /** Eight exponent bits and nothing else: a scale. */
  F8_E8M0(1),
  /** Signed, two bytes. */
  I16(2),
  /** Unsigned, two bytes. */
  U16(2),
  /** IEEE half precision. */
  F16(2),
  /** The upper half of a float32. */
  BF16(2),
  /** Signed, four bytes. */
  I32(4),
  /** Unsigned, four bytes. */
  U32(4),
  /** IEEE single precision: what Vinyl's parameters are. */
  F32(4),
  /** IEEE double precision. */
  F64(8),
  /** Two float32: real and imaginary part. */
  C64(8),
  /** Signed, eight bytes. */
  I64(8),
  /** Unsigned, eight bytes. */
  U64(8);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes an element. */
  public int bytes() {
    return bytes;
  }

  /** The type of this name as written in a file, if it is known. */
  static Optional<Dtype> find(String name) {
    for (Dtype type : values()) {
      if (type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
