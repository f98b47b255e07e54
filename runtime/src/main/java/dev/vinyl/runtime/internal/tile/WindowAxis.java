package dev.vinyl.runtime.internal.tile;

/**
 * Where windows of one length lie along one side of an image: each starts so many pixels after the
 * one before, the last is moved back until it ends with the image. A side that is shorter than a
 * window is one window.
 *
 * @param length of the side, in pixels
 * @param window its length, in pixels, at most that of the side
 * @param step from one window to the next, in pixels, 1..window
 * @param count how many
 */
record WindowAxis(int length, int window, int step, int count) {

  /**
   * Lays windows out.
   *
   * @param length of the side, at least 1
   * @param window wanted length, at least 1
   * @param overlap share of a window that lies in the next one, 0 to less than 1
   */
  static WindowAxis of(int length, int window, double overlap) {
    int side = Math.min(length, window);
    int step = (int) Math.max(1, Math.round(window * (1 - overlap)));
    return new WindowAxis(length, side, step, 1 + (length - side + step - 1) / step);
  }

  /** The first pixel of a window. */
  int start(int index) {
    return (int) Math.min((long) index * step, length - window);
  }

  /** Behind the last pixel of a window. */
  int end(int index) {
    return start(index) + window;
  }

  /**
   * How much a window's answer counts at each of its pixels: it rises from its borders as a squared
   * sine over the length that two windows share, never from 0, and is 1 between. Those of two
   * neighbours sum to 1 (up to rounding), except where the last one was moved.
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
