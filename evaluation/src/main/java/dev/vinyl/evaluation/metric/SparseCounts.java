package dev.vinyl.evaluation.metric;

import java.util.stream.IntStream;

/** The cells of a matrix that are not 0. Immutable. */
final class SparseCounts {
  private final int[] cells;
  private final long[] counts;

  SparseCounts(long[] dense) {
    cells = IntStream.range(0, dense.length).filter(i -> dense[i] != 0).toArray();
    counts = IntStream.of(cells).mapToLong(i -> dense[i]).toArray();
  }

  /** Adds {@code times} times the counts to a dense matrix. */
  void addTo(long[] dense, long times) {
    for (int i = 0; i < cells.length; i++) {
      dense[cells[i]] += times * counts[i];
    }
  }
}
