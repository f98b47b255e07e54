#!/usr/bin/env bash
# ONNX Runtime 1.24.1 (CPU, Java): LayerNormalization of a nearly flat row away from zero is wrong
# by more than the result itself.
#
# One would guess a variance in two passes, or Welford's, as PyTorch has. The kernel takes E[x^2] -
# E[x]^2 in single precision: 768 values of 2.5 +- 0.001 (a patch of plain sky) come out 0.75 where
# 1.11 is right, of 10 +- 0.001 as 0.16. Subtract the mean first; then it is right.
#
# Seen (AMD Zen 3, AVX2), first of 768 values, epsilon 1e-6:
#   around 1.0: 0.9501, exact 1.1051, centred first 1.1051
#   around 2.5: 0.7456, exact 1.1052, centred first 1.1052
#   around 10.0: 0.1554, exact 1.1049, centred first 1.1049
source "$(dirname "${BASH_SOURCE[0]}")/lib/onnxruntime.sh" <<'JAVA'
import ai.onnxruntime.OnnxTensor;
import java.util.Arrays;
import java.util.Random;

class Finding {
  private static final int WIDTH = 768;
  private static final float EPSILON = 1e-6f;

  public static void main(String[] args) throws Exception {
    for (float level : new float[] {1, 2.5f, 10}) {
      float[] row = new float[WIDTH];
      Random random = new Random(1);
      double mean = 0;
      for (int i = 0; i < WIDTH; i++) {
        row[i] = level + (float) (1e-3 * random.nextGaussian());
        mean += row[i] / (double) WIDTH;
      }
      double variance = 0;
      float[] centred = new float[WIDTH];
      for (int i = 0; i < WIDTH; i++) {
        variance += (row[i] - mean) * (row[i] - mean) / WIDTH;
        centred[i] = (float) (row[i] - mean);
      }
      double exact = (row[0] - mean) / Math.sqrt(variance + EPSILON);
      float seen = norm(row);
      float centredFirst = norm(centred);
      System.out.printf(
          "around %.1f: %.4f, exact %.4f, centred first %.4f%n", level, seen, exact, centredFirst);
      OneOperator.expect("more than 10 % off", Math.abs(seen - exact) > 0.1 * exact);
      OneOperator.expect("right once centred", Math.abs(centredFirst - exact) < 1e-3);
    }
  }

  private static float norm(float[] row) throws Exception {
    float[] ones = new float[WIDTH];
    Arrays.fill(ones, 1);
    OnnxTensor x = OneOperator.tensor(row, 1, WIDTH);
    OnnxTensor scale = OneOperator.tensor(ones, WIDTH);
    OnnxTensor bias = OneOperator.tensor(new float[WIDTH], WIDTH);
    return ((float[][])
        new OneOperator("LayerNormalization", "x", "scale", "bias")
            .with("epsilon", EPSILON)
            .run(x, scale, bias))[0][0];
  }
}
JAVA
