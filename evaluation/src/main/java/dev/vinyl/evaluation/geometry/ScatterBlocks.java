package dev.vinyl.evaluation.geometry;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link Scatter} for each block of images; blocks without an image take no memory. */
final class ScatterBlocks {
  private final int dimension;
  private final @Nullable Scatter[] blocks;

  ScatterBlocks(int dimension, int blocks) {
    this.dimension = dimension;
    this.blocks = new @Nullable Scatter[blocks];
  }

  int count() {
    return blocks.length;
  }

  /** The sums of one block, to be added to. */
  Scatter block(int index) {
    Scatter block = blocks[index];
    if (block == null) {
      block = new Scatter(dimension);
      blocks[index] = block;
    }
    return block;
  }

  /** Adds all sums of another of the same dimension and as many blocks. */
  void merge(ScatterBlocks other) {
    if (other.dimension != dimension || other.blocks.length != blocks.length) {
      throw new IllegalArgumentException(
          "cannot merge %d blocks of dimension %d into %d of %d"
              .formatted(other.blocks.length, other.dimension, blocks.length, dimension));
    }
    for (int i = 0; i < blocks.length; i++) {
      Scatter added = other.blocks[i];
      if (added != null) {
        block(i).merge(added, 1);
      }
    }
  }

  /** The blocks that have an image. */
  List<Scatter> filled() {
    return Arrays.stream(blocks).filter(Objects::nonNull).map(Objects::requireNonNull).toList();
  }

  /** The sums over blocks, each so many times. */
  static Scatter sum(int dimension, List<Scatter> blocks, int[] times) {
    Scatter sum = new Scatter(dimension);
    for (int i = 0; i < blocks.size(); i++) {
      sum.merge(blocks.get(i), times[i]);
    }
    return sum;
  }
}
