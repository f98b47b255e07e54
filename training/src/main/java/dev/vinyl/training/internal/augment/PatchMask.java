package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.RandomStream;
import java.nio.FloatBuffer;

/**
 * Masks exactly {@code floor(ratio * blocks)} square blocks of an image's patches, each set of that
 * many equally likely. Immutable and thread-safe.
 *
 * @param rows of patches
 * @param columns of patches
 * @param ratio the share that is masked, such that at least one block is and at least one is not
 * @param block side of a block in patches; 1 masks single patches
 */
public record PatchMask(int rows, int columns, double ratio, int block) {

  /** Checks that blocks fill the grid, that one is masked and that one is left. */
  public PatchMask {
    if (block < 1 || rows % block != 0 || columns % block != 0) {
      throw new IllegalArgumentException(
          rows == columns
              ? "a maskBlock of %d does not divide the %d patches of a row; choose a divisor of %d"
                  .formatted(block, columns, columns)
              : "a maskBlock of %d does not divide %d x %d patches; choose a divisor of both"
                  .formatted(block, rows, columns));
    }
    int blocks = (rows / block) * (columns / block);
    int masked = maskedBlocks(blocks, ratio);
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

  /** For a square grid. */
  public PatchMask(int gridSize, double ratio, int block) {
    this(gridSize, gridSize, ratio, block);
  }

  /** How many patches an image has, N. */
  public int patches() {
    return rows * columns;
  }

  /** How many patches are masked, 1 .. N - 1. */
  public int masked() {
    return maskedBlocks(blocks(), ratio) * block * block;
  }

  /**
   * Writes 1 for each masked patch and 0 for the others, [N] float32.
   *
   * @param random the example's stream of {@link dev.vinyl.training.internal.random.Purpose#TARGET}
   * @param offset index of the first value; the buffer's position stays
   */
  public void write(RandomStream random, FloatBuffer target, int offset) {
    int across = columns / block;
    int[] order = random.permutation(blocks());
    int masked = maskedBlocks(order.length, ratio);
    for (int i = 0; i < order.length; i++) {
      int first = offset + order[i] / across * block * columns + order[i] % across * block;
      for (int j = 0; j < block * block; j++) {
        target.put(first + j / block * columns + j % block, i < masked ? 1 : 0);
      }
    }
  }

  private int blocks() {
    return (rows / block) * (columns / block);
  }

  private static int maskedBlocks(int blocks, double ratio) {
    return (int) Math.floor(ratio * blocks);
  }
}
