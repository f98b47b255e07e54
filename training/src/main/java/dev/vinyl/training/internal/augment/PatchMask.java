package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.RandomStream;
import java.nio.FloatBuffer;

/**
 * Masks exactly {@code floor(ratio * blocks)} square blocks of an image's patches, each set of that
 * many equally likely. Immutable and thread-safe.
 *
 * @param gridSize patches of a row and of a column
 * @param ratio the share that is masked, such that at least one block is and at least one is not
 * @param block side of a block in patches; 1 masks single patches
 */
public record PatchMask(int gridSize, double ratio, int block) {

  /** Checks that blocks fill the grid, that one is masked and that one is left. */
  public PatchMask {
    if (block < 1 || gridSize % block != 0) {
      throw new IllegalArgumentException(
          "a maskBlock of %d does not divide the %d patches of a row; choose a divisor of %d"
              .formatted(block, gridSize, gridSize));
    }
    int blocks = (gridSize / block) * (gridSize / block);
    int masked = maskedBlocks(gridSize, ratio, block);
    if (masked < 1 || masked >= blocks) {
      String what = block == 1 ? "patch" : "block";
      throw new IllegalArgumentException(
          "no %s %s possible: a mask ratio of %s masks %d of %d %s; at least one must be masked and one left"
              .formatted(
                  masked < 1 ? "masked" : "visible",
                  what,
                  ratio,
                  masked,
                  blocks,
                  block == 1 ? "patches" : "blocks"));
    }
  }

  /** How many patches an image has, N. */
  public int patches() {
    return gridSize * gridSize;
  }

  /** How many patches are masked, 1 .. N - 1. */
  public int masked() {
    return maskedBlocks(gridSize, ratio, block) * block * block;
  }

  /**
   * Writes 1 for each masked patch and 0 for the others, [N] float32.
   *
   * @param random the example's stream of {@link dev.vinyl.training.internal.random.Purpose#TARGET}
   * @param offset index of the first value; the buffer's position stays
   */
  public void write(RandomStream random, FloatBuffer target, int offset) {
    int side = gridSize / block;
    int[] order = random.permutation(side * side);
    int masked = maskedBlocks(gridSize, ratio, block);
    for (int i = 0; i < order.length; i++) {
      int first = offset + order[i] / side * block * gridSize + order[i] % side * block;
      for (int j = 0; j < block * block; j++) {
        target.put(first + j / block * gridSize + j % block, i < masked ? 1 : 0);
      }
    }
  }

  private static int maskedBlocks(int gridSize, double ratio, int block) {
    int side = gridSize / block;
    return (int) Math.floor(ratio * (side * side));
  }
}
