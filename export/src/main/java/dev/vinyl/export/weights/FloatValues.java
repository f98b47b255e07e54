package dev.vinyl.export.weights;

import java.nio.ByteBuffer;

/** The types that parameters are read from. */
final class FloatValues {
  static final String NEEDED = "F64, F32, F16 or BF16";

  private static final int HALF_FRACTION_BITS = 10;
  private static final int FRACTION_BITS = 23;
  private static final int HALF_BIAS = 15;
  private static final int BIAS = 127;
  private static final float SMALLEST_HALF = 0x1p-24f;

  private FloatValues() {}

  static boolean canRead(Dtype dtype) {
    return switch (dtype) {
      case F64, F32, F16, BF16 -> true;
      default -> false;
    };
  }

  /**
   * The value at an index: widened exactly, or rounded to the nearest.
   *
   * @throws ArithmeticException if it is too large for a float32
   */
  static float get(ByteBuffer bytes, Dtype dtype, int index) {
    return switch (dtype) {
      case F64 -> rounded(bytes.getDouble(index * Double.BYTES));
      case F32 -> bytes.getFloat(index * Float.BYTES);
      case F16 -> half(bytes.getShort(index * Short.BYTES));
      case BF16 -> Float.intBitsToFloat(bytes.getShort(index * Short.BYTES) << Short.SIZE);
      default -> throw new IllegalArgumentException(dtype + " is not " + NEEDED);
    };
  }

  private static float rounded(double value) {
    float rounded = (float) value;
    if (Float.isInfinite(rounded) && !Double.isInfinite(value)) {
      throw new ArithmeticException("%s is too large for a float32".formatted(value));
    }
    return rounded;
  }

  /** IEEE half precision: a sign, 5 bits of exponent, 10 of fraction. */
  static float half(short bits) {
    int sign = (bits & 0x8000) << Short.SIZE;
    int exponent = bits >> HALF_FRACTION_BITS & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // 0 and those too small for a leading 1
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * SMALLEST_HALF));
    }
    int wider = exponent == 0x1f ? 0xff : exponent - HALF_BIAS + BIAS;
    int moved = fraction << (FRACTION_BITS - HALF_FRACTION_BITS);
    return Float.intBitsToFloat(sign | wider << FRACTION_BITS | moved);
  }
}
