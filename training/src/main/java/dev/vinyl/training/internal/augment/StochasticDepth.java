package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.RandomStream;
import java.nio.FloatBuffer;

/**
 * Leaves out residual branches of an example, the later ones more often: the probability grows in a
 * straight line from 0 at the first block to the given one at the last (Huang et al., arXiv
 * 1603.09382). A branch that stays is scaled up, so that the mean stays. Immutable and thread-safe.
 *
 * @param depth blocks, each of two branches, at least 1
 * @param probability of the last block, 0 or above and below 1; with a single block it is that
 *     one's
 */
public record StochasticDepth(int depth, double probability) {

  /** Checks the ranges. */
  public StochasticDepth {
    if (depth < 1) {
      throw new IllegalArgumentException("there must be at least 1 block, got " + depth);
    }
    if (!(probability >= 0 && probability < 1)) {
      throw new IllegalArgumentException(
          "the probability to leave out a branch must be 0 or above and below 1, got "
              + probability);
    }
  }

  /** How many branches there are. */
  public int branches() {
    return 2 * depth;
  }

  /**
   * Writes what each branch is multiplied by, [branches] float32: 0, or one through the probability
   * to stay.
   *
   * @param random the example's stream of {@link dev.vinyl.training.internal.random.Purpose#DEPTH}
   * @param offset index of the first value; the buffer's position stays
   */
  public void write(RandomStream random, FloatBuffer target, int offset) {
    for (int i = 0; i < branches(); i++) {
      int block = i / 2;
      double dropped = depth == 1 ? probability : probability * block / (depth - 1);
      boolean stays = !random.chance(dropped);
      target.put(offset + i, stays ? (float) (1 / (1 - dropped)) : 0);
    }
  }
}
