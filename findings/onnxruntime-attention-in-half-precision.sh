#!/usr/bin/env bash
# ONNX Runtime 1.24.1 (CPU, Java): the standard Attention operator (opset 23) is hundreds of times
# slower in float16 than in float32.
#
# What has no float16 kernel on the CPU gets casts around it and costs a little more than float32.
# Attention has such a kernel, so nothing is cast and no warning printed, but its products run
# without a fast half-precision routine: 64 tokens of 8 heads of 64 take tens of milliseconds an
# image. In a float16 model for the CPU, keep Attention in float32; casts cost next to nothing.
#
# Seen (AMD EPYC, AVX-512, one thread):
#   float32 0.35 ms, float16 321.8 ms: 924 times
source "$(dirname "${BASH_SOURCE[0]}")/lib/onnxruntime.sh" <<'JAVA'
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;

class Finding {
  private static final long[] SHAPE = {4, 64, 512};

  public static void main(String[] args) throws Exception {
    Random random = new Random(1);
    float[] values = new float[4 * 64 * 512];
    ByteBuffer halves =
        ByteBuffer.allocateDirect(2 * values.length).order(ByteOrder.nativeOrder());
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      halves.putShort(2 * i, Fp16Conversions.floatToFp16(values[i]));
    }
    OnnxTensor single = OneOperator.tensor(values, SHAPE);
    OnnxTensor half =
        OnnxTensor.createTensor(
            OneOperator.ENVIRONMENT, halves, SHAPE, OnnxJavaType.FLOAT16);

    double ofSingles = attention().milliseconds(9, single, single, single);
    double ofHalves = attention().ofHalves().milliseconds(9, half, half, half);
    System.out.printf(
        "float32 %.2f ms, float16 %.1f ms: %.0f times%n",
        ofSingles, ofHalves, ofHalves / ofSingles);
    OneOperator.expect("more than ten times slower", ofHalves > 10 * ofSingles);
  }

  private static OneOperator attention() {
    return new OneOperator("Attention", "q", "k", "v")
        .ofOpset(23)
        .with("q_num_heads", 8L)
        .with("kv_num_heads", 8L);
  }
}
JAVA
