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
    this((double) source / target, 0, 0, source - 1, target, source == target);
  }

  /**
   * Of a target that lies anywhere over the source.
   *
   * @param scale how many source indices a target index is long, above 0
   * @param start where the target begins, in source indices from the source's begin on
   * @param first the lowest source index to be used, at least 0; the edge there is repeated
   * @param last the highest source index to be used
   * @param target length, at least 1
   */
  BilinearAxis(double scale, double start, int first, int last, int target) {
    this(scale, start, first, last, target, false);
  }

  private BilinearAxis(
      double scale, double start, int first, int last, int target, boolean identity) {
    this.identity = identity;
    low = new int[target];
    high = new int[target];
    weight = new float[target];
    for (int i = 0; i < target; i++) {
      double at = Math.min(Math.max((i + 0.5) * scale + start - 0.5, first), last);
      low[i] = (int) at;
      high[i] = Math.min(low[i] + 1, last);
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
