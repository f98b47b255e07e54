package dev.vinyl.runtime;

import dev.vinyl.runtime.Region.Polygon;
import dev.vinyl.runtime.image.CropBox;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed line from pixel to neighbouring pixel. Of straight runs, which are horizontal, vertical
 * or diagonal, only the ends are kept.
 *
 * <p>How many pixels it encloses follows from Pick's theorem (1899): a polygon with corners on a
 * grid has area A = I + B / 2 - 1, with I grid points inside and B on its line. Where the line
 * passes a point again, along a spur or through a bottleneck, counting the steps in place of the
 * points gives the sum that is wanted.
 */
final class Border {
  private final int[] coordinates;

  /**
   * Wraps corners.
   *
   * @param coordinates x and y of each corner, in turn
   */
  Border(int[] coordinates) {
    this.coordinates = coordinates;
  }

  int firstX() {
    return coordinates[0];
  }

  int firstY() {
    return coordinates[1];
  }

  /** For an outline: the pixels that it passes or encloses. */
  long pixelsInAndOn() {
    return (doubleArea() + steps()) / 2 + 1;
  }

  /** For a hole: the pixels that it encloses and does not pass. */
  long pixelsStrictlyInside() {
    return (doubleArea() - steps()) / 2 + 1;
  }

  /** Twice the enclosed area, by Gauss's shoelace formula. */
  private long doubleArea() {
    int n = coordinates.length;
    long sum = 0;
    for (int i = 0; i < n; i += 2) {
      int next = (i + 2) % n;
      sum += (long) coordinates[i] * coordinates[next + 1];
      sum -= (long) coordinates[next] * coordinates[i + 1];
    }
    return Math.abs(sum);
  }

  /** Steps from pixel to pixel, all the way round. */
  private long steps() {
    int n = coordinates.length;
    long steps = 0;
    for (int i = 0; i < n; i += 2) {
      int next = (i + 2) % n;
      int dx = Math.abs(coordinates[next] - coordinates[i]);
      int dy = Math.abs(coordinates[next + 1] - coordinates[i + 1]);
      steps += Math.max(dx, dy);
    }
    return steps;
  }

  /** The smallest rectangle around its pixels. */
  CropBox box() {
    int left = Integer.MAX_VALUE;
    int top = Integer.MAX_VALUE;
    int right = 0;
    int bottom = 0;
    for (int i = 0; i < coordinates.length; i += 2) {
      left = Math.min(left, coordinates[i]);
      right = Math.max(right, coordinates[i]);
      top = Math.min(top, coordinates[i + 1]);
      bottom = Math.max(bottom, coordinates[i + 1]);
    }
    return new CropBox(left, top, right - left + 1, bottom - top + 1);
  }

  Polygon toPolygon() {
    List<Polygon.Point> points = new ArrayList<>(coordinates.length / 2);
    for (int i = 0; i < coordinates.length; i += 2) {
      points.add(new Polygon.Point(coordinates[i], coordinates[i + 1]));
    }
    return new Polygon(points);
  }
}
