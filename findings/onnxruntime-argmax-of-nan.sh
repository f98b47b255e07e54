#!/usr/bin/env bash
# ONNX Runtime 1.24.1 (CPU, Java): whether ArgMax and ReduceMax see a NaN depends on its place.
#
# One would guess NumPy's and PyTorch's rule: a NaN wins, and a maximum over it is NaN. Here a NaN
# wins where it is first and is passed over elsewhere, so that a segmenter that ends in ArgMax
# answers a class as if nothing had happened, and a confidence by ReduceMax is a number.
#
# Seen (AMD Zen 3, AVX2):
#   [NaN, 1.0, 3.0]: ArgMax 0, ReduceMax NaN
#   [1.0, NaN, 3.0]: ArgMax 2, ReduceMax 3.0
#   [1.0, 3.0, NaN]: ArgMax 1, ReduceMax 3.0
source "$(dirname "${BASH_SOURCE[0]}")/lib/onnxruntime.sh" <<'JAVA'
import java.util.Arrays;

class Finding {
  public static void main(String[] args) throws Exception {
    float nan = Float.NaN;
    check(new float[] {nan, 1, 3}, 0, nan);
    check(new float[] {1, nan, 3}, 2, 3);
    check(new float[] {1, 3, nan}, 1, 3);
  }

  private static void check(float[] scores, long index, float maximum) throws Exception {
    long[][] argMax =
        (long[][])
            new OneOperator("ArgMax", "x").with("axis", 1).givingInt64().run(OneOperator.tensor(scores, 1, 3));
    float[][] max =
        (float[][]) new OneOperator("ReduceMax", "x").withList("axes", 1).run(OneOperator.tensor(scores, 1, 3));
    System.out.printf("%s: ArgMax %d, ReduceMax %s%n", Arrays.toString(scores), argMax[0][0], max[0][0]);
    OneOperator.expect("ArgMax " + index, argMax[0][0] == index);
    OneOperator.expect("ReduceMax " + maximum, Float.compare(max[0][0], maximum) == 0);
  }
}
JAVA
