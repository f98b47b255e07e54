package dev.vinyl.runtime.internal.tile;

/**
 * Where windows of one length lie along one side of an image: each starts so many pixels after the
 * one before, the last is moved back until it ends with the image. A side that is shorter than a
 * window is one window.
 *
 * <p>The scores of a vision transformer step where its patches meet. Were windows whole patches
 * apart, one would end where those that lie over it step, and the step would show as a seam; so
 * they are at least a quarter of a patch off. For the last window's sake the one before it is moved
 * too.
 *
 * @param length of the side, in pixels
 * @param window its length, in pixels, at most that of the side
 * @param step from one window to the next, in pixels, 1..window
 * @param count how many
 * @param moved how far the last but one lies behind its step, in pixels; may be negative
 */
record WindowAxis(int length, int window, int step, int count, int moved) {
  /**
   * Lays windows out.
   *
   * @param length of the side, at least 1
   * @param window wanted length, at least 1
   * @param overlap the least share of a window that lies in the next one, 0 to less than 1; windows
   *     that need not overlap are not moved off patches
   * @param patch length of the model's patches, in pixels; 1 where there are none
   */
  static WindowAxis of(int length, int window, double overlap, double patch) {
    int side = Math.min(length, window);
    int widest = (int) Math.max(1, Math.round(window * (1 - overlap)));
    int step = widest < window ? offPatches(widest, patch) : widest;
    int count = 1 + (length - side + step - 1) / step;
    WindowAxis axis = new WindowAxis(length, side, step, count, 0);
    return count > 2 && step < side ? axis.withLastOffPatches(patch) : axis;
  }

  /** The next smaller distance at which windows do not end where patches meet. */
  private static int offPatches(int distance, double patch) {
    for (int d = distance; d > Math.max(0, distance - patch); d--) {
      if (isOffPatches(d, patch)) {
        return d;
      }
    }
    return distance;
  }

  private static boolean isOffPatches(int distance, double patch) {
    double least = Math.floor(patch / 4);
    double off = distance % patch;
    return off >= least && off <= patch - least;
  }

  private WindowAxis withLastOffPatches(double patch) {
    int last = start(count - 1) - start(count - 2);
    for (int by = 0; by < patch; by++) {
      for (int m : new int[] {-by, by}) {
        boolean covers = step + m >= 1 && step + m <= window && last - m >= 1 && last - m <= window;
        if (covers && isOffPatches(step + m, patch) && isOffPatches(last - m, patch)) {
          return new WindowAxis(length, window, step, count, m);
        }
      }
    }
    return this;
  }

  /** The first pixel of a window. */
  int start(int index) {
    if (index == count - 1) {
      return length - window;
    }
    return index * step + (index == count - 2 ? moved : 0);
  }

  /** Behind the last pixel of a window. */
  int end(int index) {
    return start(index) + window;
  }

  /**
   * How much a window's answer counts at each of its pixels: it rises from its borders as a squared
   * sine over the length that two windows share, never from 0, and is 1 between. Those of two
   * neighbours sum to 1 (up to rounding), except beside one that was moved.
   */
  float[] smoothWeights() {
    return weights(Math.min(window - step, window / 2));
  }

  /** The same, rising up to the middle of the window, so that the window around a pixel counts. */
  float[] centredWeights() {
    return weights((window + 1) / 2);
  }

  private float[] weights(int ramp) {
    float[] weights = new float[window];
    for (int i = 0; i < window; i++) {
      int fromBorder = Math.min(i, window - 1 - i);
      double sine = fromBorder < ramp ? Math.sin(Math.PI / 2 * (fromBorder + 0.5) / ramp) : 1;
      weights[i] = (float) (sine * sine);
    }
    return weights;
  }
}
