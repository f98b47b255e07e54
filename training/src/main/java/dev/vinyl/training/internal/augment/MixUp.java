package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import java.nio.FloatBuffer;

/**
 * Blends each image with another one and its label with the other's (Zhang et al., arXiv
 * 1710.09412): {@code lambda x + (1 - lambda) x'}, with lambda from Beta(alpha, alpha) and the
 * partner uniform among all examples, both drawn for each example. Immutable and thread-safe.
 *
 * @param alpha 0 leaves every example as it is; a small one mostly takes nearly all of one image, 1
 *     takes every share alike, a large one nearly halves
 */
public record MixUp(double alpha) {

  /**
   * What was drawn for one example.
   *
   * @param partner the other example's index
   * @param lambda the share of the example itself, 0..1; where it is 1 the partner is not needed
   */
  public record Mix(int partner, float lambda) {

    /**
     * Blends the partner's values into those of the example, whose classes stay.
     *
     * @param other the partner's example, of the same size; not changed
     */
    public void blend(TrainingExample example, TrainingExample other) {
      float[] values = example.values();
      float[] others = other.values();
      if (values.length != others.length) {
        throw new IllegalArgumentException(
            "an example of %d x %d pixels cannot be mixed with one of %d x %d"
                .formatted(example.width(), example.height(), other.width(), other.height()));
      }
      for (int i = 0; i < values.length; i++) {
        values[i] = lambda * values[i] + (1 - lambda) * others[i];
      }
    }

    /**
     * Writes the blended label, [classes]: lambda at the example's class, the rest at its
     * partner's, which may be the same, and 0 elsewhere.
     *
     * @param offset index of the first value; the buffer's position stays
     * @throws IndexOutOfBoundsException if a label is not in 0 .. classes - 1
     */
    public void writeTarget(
        int label, int partnerLabel, int classes, FloatBuffer target, int offset) {
      float[] shares = new float[classes];
      shares[label] = lambda;
      shares[partnerLabel] += 1 - lambda;
      target.put(offset, shares);
    }
  }

  /** Checks the range. */
  public MixUp {
    if (!(alpha >= 0 && Double.isFinite(alpha))) {
      throw new IllegalArgumentException("the alpha of MixUp must be 0 or more, got " + alpha);
    }
  }

  /**
   * Draws for one example.
   *
   * @param examples how many there are to choose the partner from, at least 1
   * @param random the example's stream of {@link dev.vinyl.training.internal.random.Purpose#MIXUP};
   *     how much is drawn from it varies
   */
  public Mix draw(int examples, RandomStream random) {
    int partner = random.nextInt(examples);
    return new Mix(partner, alpha == 0 ? 1 : (float) BetaSampler.symmetric(alpha, random));
  }
}
