#!/usr/bin/env bash
# ONNX Runtime 1.24.1 (CPU, Java): Sigmoid is exactly 0 from -18 on, and twice its value at -17.
#
# One would guess that a float sigmoid keeps its relative precision far into the negative: exp(-80)
# is a normal float. Here everything below -18 has probability 0, so that a logarithm of it is
# minus infinity and a ranking of unlikely pixels is lost. Compute from logits where there are any.
#
# Seen (AMD Zen 3, AVX2):
#   logit -17: 8.940697E-8, exact 4.139938E-08
#   logit -18: 0.0, exact 1.522998E-08
#   logit -30: 0.0, exact 9.357623E-14
source "$(dirname "${BASH_SOURCE[0]}")/lib/onnxruntime.sh" <<'JAVA'
class Finding {
  public static void main(String[] args) throws Exception {
    for (float logit : new float[] {-17, -18, -30}) {
      float[] seen =
          (float[]) new OneOperator("Sigmoid", "x").run(OneOperator.tensor(new float[] {logit}, 1));
      double exact = 1 / (1 + Math.exp(-logit));
      System.out.printf("logit %.0f: %s, exact %E%n", logit, seen[0], exact);
      OneOperator.expect("0 from -18 on", logit > -18 || seen[0] == 0);
      OneOperator.expect("more than 1.5 times the value at -17", logit != -17 || seen[0] > 1.5 * exact);
    }
  }
}
JAVA
