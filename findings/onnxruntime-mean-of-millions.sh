#!/usr/bin/env bash
# ONNX Runtime 1.24.1 (CPU, Java): the mean of 20 million values of 0.1 is 2.4 % off by ReduceMean
# and 4.3 % by GlobalAveragePool.
#
# One would guess pairwise or wider sums, as NumPy and PyTorch have. Terms are added in single
# precision, over a flat tensor and over a matrix alike. 64 images of 512 x 512 are 16 million
# pixels: take a mean for each image, then the mean of these.
#
# Seen (AMD Zen 3, AVX2):
#   ReduceMean over 20000000: 0.09755991
#   ReduceMean over 4000 x 5000: 0.09755991
#   GlobalAveragePool over 4000 x 5000: 0.09565496
#   ReduceMean over each of 4000 rows, then over the rows: 0.09999878
source "$(dirname "${BASH_SOURCE[0]}")/lib/onnxruntime.sh" <<'JAVA'
import java.util.Arrays;

class Finding {
  public static void main(String[] args) throws Exception {
    float[] values = new float[20_000_000];
    Arrays.fill(values, 0.1f);
    float flat =
        ((float[]) new OneOperator("ReduceMean", "x").run(OneOperator.tensor(values, values.length)))[0];
    float matrix =
        ((float[][]) new OneOperator("ReduceMean", "x").run(OneOperator.tensor(values, 4000, 5000)))[0][0];
    float pooled =
        ((float[][][][]) new OneOperator("GlobalAveragePool", "x")
            .run(OneOperator.tensor(values, 1, 1, 4000, 5000)))[0][0][0][0];
    float[][] rows =
        (float[][]) new OneOperator("ReduceMean", "x").withList("axes", 1).run(OneOperator.tensor(values, 4000, 5000));
    float[] means = new float[4000];
    for (int i = 0; i < means.length; i++) {
      means[i] = rows[i][0];
    }
    float meanOfMeans = ((float[]) new OneOperator("ReduceMean", "x").run(OneOperator.tensor(means, 4000)))[0];
    System.out.println("ReduceMean over 20000000: " + flat);
    System.out.println("ReduceMean over 4000 x 5000: " + matrix);
    System.out.println("GlobalAveragePool over 4000 x 5000: " + pooled);
    System.out.println("ReduceMean over each of 4000 rows, then over the rows: " + meanOfMeans);
    OneOperator.expect("flat mean more than 1 % off", Math.abs(flat - 0.1) > 0.001);
    OneOperator.expect("mean of a matrix more than 1 % off", Math.abs(matrix - 0.1) > 0.001);
    OneOperator.expect("pooled mean more than 1 % off", Math.abs(pooled - 0.1) > 0.001);
    OneOperator.expect("mean of means within 0.01 %", Math.abs(meanOfMeans - 0.1) < 1e-5);
  }
}
JAVA
