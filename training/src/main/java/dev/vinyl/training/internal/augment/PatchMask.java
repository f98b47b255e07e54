package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.RandomStream;
import java.nio.FloatBuffer;

/**
 * Masks exactly {@code floor(ratio * patches)} patches of an image, each set of that many equally
 * likely. Immutable and thread-safe.
 *
 * @param patches of an image, N
 * @param ratio the share that is masked, such that at least one is and at least one is not
 */
public record PatchMask(int patches, double ratio) {

  /** Checks that a patch is masked and a patch is left. */
  public PatchMask {
    int masked = masked(patches, ratio);
    if (masked < 1 || masked >= patches) {
      throw new IllegalArgumentException(
          "no %s patch possible: a mask ratio of %s masks %d of %d patches; at least one must be masked and one left"
              .formatted(masked < 1 ? "masked" : "visible", ratio, masked, patches));
    }
  }

  /** How many patches are masked, 1 .. N - 1. */
  public int masked() {
    return masked(patches, ratio);
  }

  /**
   * Writes 1 for each masked patch and 0 for the others, [N] float32.
   *
   * @param random the example's stream of {@link dev.vinyl.training.internal.random.Purpose#TARGET}
   * @param offset index of the first value; the buffer's position stays
   */
  public void write(RandomStream random, FloatBuffer target, int offset) {
    int[] order = random.permutation(patches);
    int masked = masked();
    for (int i = 0; i < patches; i++) {
      target.put(offset + order[i], i < masked ? 1 : 0);
    }
  }

  private static int masked(int patches, double ratio) {
    return (int) Math.floor(ratio * patches);
  }
}
