#!/usr/bin/env bash
# ONNX Runtime 1.24.1 (Java): a tensor over a direct buffer of the other byte order shows the right
# numbers in Java and computes with other ones.
#
# ByteBuffer.allocateDirect gives big-endian buffers. One would guess an error or a conversion; a
# heap buffer is converted. The direct one is handed over as it lies: getValue() prints 1 and 2,
# an operator sees 4.6E-41 and 9E-44.
#
# Seen (little-endian machine):
#   direct, big-endian: getValue [1.0, 2.0], -x = [-4.6006E-41, -9.0E-44]
#   direct, native order: getValue [1.0, 2.0], -x = [-1.0, -2.0]
source "$(dirname "${BASH_SOURCE[0]}")/lib/onnxruntime.sh" <<'JAVA'
import ai.onnxruntime.OnnxTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;

class Finding {
  public static void main(String[] args) throws Exception {
    float[] other = negated("big-endian", ByteOrder.BIG_ENDIAN);
    float[] same = negated("native order", ByteOrder.nativeOrder());
    OneOperator.expect("nonsense from the other order", Math.abs(other[0]) < 1e-30f);
    OneOperator.expect("right in native order", Arrays.equals(same, new float[] {-1, -2}));
  }

  private static float[] negated(String name, ByteOrder order) throws Exception {
    FloatBuffer values = ByteBuffer.allocateDirect(8).order(order).asFloatBuffer();
    values.put(new float[] {1, 2}).rewind();
    OnnxTensor tensor = OnnxTensor.createTensor(OneOperator.ENVIRONMENT, values, new long[] {2});
    float[] shown = (float[]) tensor.getValue();
    float[] negative = (float[]) new OneOperator("Neg", "x").run(tensor);
    System.out.printf(
        "direct, %s: getValue %s, -x = %s%n", name, Arrays.toString(shown), Arrays.toString(negative));
    OneOperator.expect("getValue shows 1 and 2", Arrays.equals(shown, new float[] {1, 2}));
    return negative;
  }
}
JAVA
