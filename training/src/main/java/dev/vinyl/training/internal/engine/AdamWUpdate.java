package dev.vinyl.training.internal.engine;

import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.training.internal.engine.Optimization.ParameterGroup;
import java.nio.FloatBuffer;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) in Java, as PyTorch computes it, in single
 * precision, for parameters that need not all be updated alike; with a limit of the gradients' norm
 * and a running average of the weights where they are asked for.
 */
final class AdamWUpdate {
  /**
   * Values that are worked on at once: loops over arrays are vectorized, over buffers they aren't.
   */
  private static final int CHUNK = 4096;

  /** Keeps the scale finite where the norm is zero, as PyTorch does. */
  private static final double NORM_EPSILON = 1e-6;

  private final Optimization optimization;
  private final float[] weight = new float[CHUNK];
  private final float[] gradient = new float[CHUNK];
  private final float[] first = new float[CHUNK];
  private final float[] second = new float[CHUNK];

  AdamWUpdate(Optimization optimization) {
    this.optimization = optimization;
  }

  /**
   * One step.
   *
   * @param step counted from 1
   * @param rate the learning rate
   */
  void apply(
      long step,
      float rate,
      TensorBlock weights,
      TensorBlock gradients,
      TensorBlock firstMoments,
      TensorBlock secondMoments) {
    float scale = clipScale(gradients);
    for (TensorBlock.Slice slice : weights.slices()) {
      ParameterGroup group = optimization.group(slice.name());
      Coefficients c = Coefficients.of(optimization.adamW(), group, step, rate, scale);
      int end = slice.offset() + slice.length();
      for (int at = slice.offset(); at < end; at += CHUNK) {
        int count = Math.min(CHUNK, end - at);
        weights.values().get(at, weight, 0, count);
        gradients.values().get(at, gradient, 0, count);
        firstMoments.values().get(at, first, 0, count);
        secondMoments.values().get(at, second, 0, count);
        update(c, count);
        weights.values().put(at, weight, 0, count);
        firstMoments.values().put(at, first, 0, count);
        secondMoments.values().put(at, second, 0, count);
      }
    }
  }

  /** What is the same for all values of a parameter. */
  private record Coefficients(
      float beta1,
      float beta2,
      float epsilon,
      float keep,
      float stepSize,
      float rootCorrection,
      float gradientScale) {

    static Coefficients of(
        AdamW adamW, ParameterGroup group, long step, float rate, float gradientScale) {
      double groupRate = (double) rate * group.rateFactor();
      double correction1 = 1 - Math.pow(adamW.beta1(), (double) step);
      double correction2 = 1 - Math.pow(adamW.beta2(), (double) step);
      return new Coefficients(
          adamW.beta1(),
          adamW.beta2(),
          adamW.epsilon(),
          (float) (1 - groupRate * group.weightDecay()),
          (float) (groupRate / correction1),
          (float) (1 / Math.sqrt(correction2)),
          gradientScale);
    }
  }

  private void update(Coefficients c, int count) {
    float beta1 = c.beta1();
    float beta2 = c.beta2();
    float rest1 = 1 - beta1;
    float rest2 = 1 - beta2;
    float epsilon = c.epsilon();
    float keep = c.keep();
    float stepSize = c.stepSize();
    float rootCorrection = c.rootCorrection();
    float scale = c.gradientScale();
    for (int i = 0; i < count; i++) {
      float g = gradient[i] * scale;
      float m = beta1 * first[i] + rest1 * g;
      float v = beta2 * second[i] + rest2 * (g * g);
      first[i] = m;
      second[i] = v;
      float root = (float) Math.sqrt(v) * rootCorrection + epsilon;
      weight[i] = weight[i] * keep - stepSize * (m / root);
    }
  }

  /** What the gradients are multiplied by so that their norm stays within the limit. */
  private float clipScale(TensorBlock gradients) {
    float limit = optimization.adamW().clipNorm();
    if (limit == 0) {
      return 1;
    }
    double squares = 0;
    for (TensorBlock.Slice slice : gradients.slices()) {
      int end = slice.offset() + slice.length();
      for (int at = slice.offset(); at < end; at += CHUNK) {
        int count = Math.min(CHUNK, end - at);
        gradients.values().get(at, gradient, 0, count);
        for (int i = 0; i < count; i++) {
          squares += (double) gradient[i] * gradient[i];
        }
      }
    }
    return (float) Math.min(1, limit / (Math.sqrt(squares) + NORM_EPSILON));
  }

  /** {@code target += addend}. */
  void add(TensorBlock target, TensorBlock addend) {
    combine(target, addend, 1, 1);
  }

  /** {@code average = a average + (1 - a) weights}, with the a of {@link Optimization}. */
  void average(TensorBlock average, TensorBlock weights, long step) {
    float a = Math.min(optimization.average(), (1f + step) / (10f + step));
    combine(average, weights, a, 1 - a);
  }

  /** {@code target = keep target + share other}. */
  private void combine(TensorBlock target, TensorBlock other, float keep, float share) {
    FloatBuffer to = target.values();
    int end = to.capacity();
    for (int at = 0; at < end; at += CHUNK) {
      int count = Math.min(CHUNK, end - at);
      to.get(at, first, 0, count);
      other.values().get(at, second, 0, count);
      for (int i = 0; i < count; i++) {
        first[i] = keep * first[i] + share * second[i];
      }
      to.put(at, first, 0, count);
    }
  }
}
