package dev.vinyl.export.internal.artifact;

/**
 * The optimizer AdamW (Loshchilov and Hutter, arXiv 1711.05101) as PyTorch computes it: the decay
 * is {@code parameter -= rate * weightDecay * parameter}, on every parameter.
 *
 * @param beta1 decay of the first moment, 0 up to but not including 1
 * @param beta2 decay of the second moment, 0 up to but not including 1
 * @param epsilon added to the root of the second moment, above 0
 * @param weightDecay 0 or more
 * @param clipNorm gradients whose norm, of all parameters together, is above this are scaled down
 *     to it (Pascanu et al., arXiv 1211.5063); 0 for no limit
 */
public record AdamW(float beta1, float beta2, float epsilon, float weightDecay, float clipNorm) {

  /** Checks every component; the message names the one that is wrong. */
  public AdamW {
    checkDecay("beta1", beta1);
    checkDecay("beta2", beta2);
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException("epsilon must be above 0, got " + epsilon);
    }
    if (!(weightDecay >= 0) || !Float.isFinite(weightDecay)) {
      throw new IllegalArgumentException("weightDecay must be 0 or more, got " + weightDecay);
    }
    if (!(clipNorm >= 0) || !Float.isFinite(clipNorm)) {
      throw new IllegalArgumentException("clipNorm must be 0 or more, got " + clipNorm);
    }
  }

  /** PyTorch's defaults (0.9, 0.999, 1e-8) with the given decay, without a limit. */
  public static AdamW withWeightDecay(float weightDecay) {
    return new AdamW(0.9f, 0.999f, 1e-8f, weightDecay, 0);
  }

  private static void checkDecay(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          "%s must be at least 0 and below 1, got %s".formatted(name, value));
    }
  }
}
