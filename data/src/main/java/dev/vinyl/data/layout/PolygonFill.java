package dev.vinyl.data.layout;

import java.util.Arrays;

/**
 * Fills polygons: a pixel is inside if its centre is, where a line from the centre to the right
 * crosses the border an odd number of times.
 */
final class PolygonFill {
  private PolygonFill() {}

  /**
   * Sets the pixels inside a polygon.
   *
   * @param points x and y of each corner in turn, in pixels from the top left corner of the image
   * @param mask [height, width]
   * @throws IllegalArgumentException if there are fewer than 3 corners, or half of one
   */
  static void fill(double[] points, int width, int height, byte[] mask, byte value) {
    if (points.length < 6 || points.length % 2 != 0) {
      throw new IllegalArgumentException(
          "a polygon needs x and y of 3 corners or more, got %d numbers".formatted(points.length));
    }
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    for (int i = 1; i < points.length; i += 2) {
      top = Math.min(top, points[i]);
      bottom = Math.max(bottom, points[i]);
    }
    double[] crossings = new double[points.length / 2];
    int last = (int) Math.min(height - 1.0, Math.ceil(bottom));
    for (int y = (int) Math.max(0, Math.floor(top)); y <= last; y++) {
      int count = crossings(points, y + 0.5, crossings);
      for (int i = 0; i + 1 < count; i += 2) {
        int from = (int) Math.max(0, Math.ceil(crossings[i] - 0.5));
        int to = (int) Math.min((double) width, Math.ceil(crossings[i + 1] - 0.5));
        if (from < to) {
          Arrays.fill(mask, y * width + from, y * width + to, value);
        }
      }
    }
  }

  /** Where the border crosses a height, from the left. */
  private static int crossings(double[] points, double y, double[] crossings) {
    int count = 0;
    int before = points.length - 2;
    for (int i = 0; i < points.length; i += 2) {
      double y0 = points[before + 1];
      double y1 = points[i + 1];
      if (y0 <= y != y1 <= y) {
        double x0 = points[before];
        crossings[count++] = x0 + (y - y0) / (y1 - y0) * (points[i] - x0);
      }
      before = i;
    }
    Arrays.sort(crossings, 0, count);
    return count;
  }
}
