package dev.vinyl.runtime.internal.scores;

/**
 * One axis of a bilinear resizing, pixel centres at half coordinates and edges repeated: for each
 * target index the two source indices around it, and the weight (0..1) of the higher one.
 */
public final class BilinearAxis {
  final int[] low;
  final int[] high;
  final float[] weight;
  private final boolean identity;

  /**
   * Computes indices and weights.
   *
   * @param source length, at least 1
   * @param target length, at least 1
   */
  public BilinearAxis(int source, int target) {
    low = new int[target];
    high = new int[target];
    weight = new float[target];
    identity = source == target;
    double scale = (double) source / target;
    for (int i = 0; i < target; i++) {
      double at = Math.min(Math.max((i + 0.5) * scale - 0.5, 0), source - 1);
      low[i] = (int) at;
      high[i] = Math.min(low[i] + 1, source - 1);
      weight[i] = (float) (at - low[i]);
    }
  }

  int length() {
    return low.length;
  }

  /** The lower source index around a target index. */
  public int low(int target) {
    return low[target];
  }

  /** The higher source index around a target index; the lower one at the end. */
  public int high(int target) {
    return high[target];
  }

  /** How much the higher one counts, 0..1. */
  public float weight(int target) {
    return weight[target];
  }

  /** Whether every target index is a source index. */
  public boolean isIdentity() {
    return identity;
  }

  /** The first index after {@code start} that lies between other source indices than it does. */
  int endOfCell(int start) {
    int end = start + 1;
    while (end < low.length && low[end] == low[start]) {
      end++;
    }
    return end;
  }
}
