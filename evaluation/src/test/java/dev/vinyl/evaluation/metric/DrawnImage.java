package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Random;

/** 20 x 20 pixels of 3 classes, drawn from softmax of random logits, which are then stretched. */
public final class DrawnImage {
  private final float[] logits;
  private final ClassMask target;

  private DrawnImage(float[] logits, ClassMask target) {
    this.logits = logits;
    this.target = target;
  }

  /** The image of a seed. */
  public static DrawnImage of(int seed, double stretch) {
    Random random = new Random(seed);
    float[] logits = new float[3 * 400];
    byte[] labels = new byte[400];
    for (int i = 0; i < 400; i++) {
      double[] e = new double[3];
      for (int c = 0; c < 3; c++) {
        double logit = 1.5 * random.nextGaussian();
        e[c] = Math.exp(logit);
        logits[c * 400 + i] = (float) (stretch * logit);
      }
      double drawn = random.nextDouble() * (e[0] + e[1] + e[2]);
      labels[i] = (byte) (drawn < e[0] ? 0 : drawn < e[0] + e[1] ? 1 : 2);
    }
    return new DrawnImage(logits, new ClassMask(20, 20, labels));
  }

  /** [3, 20, 20], after stretching. */
  public float[] logits() {
    return logits;
  }

  /** [20, 20], drawn before. */
  public ClassMask target() {
    return target;
  }

  PredictedImage.PixelLogits pixels() {
    return new PredictedImage.PixelLogits(3, logits, target);
  }
}
