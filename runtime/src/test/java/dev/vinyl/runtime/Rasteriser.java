package dev.vinyl.runtime;

import dev.vinyl.runtime.Region.Polygon;
import dev.vinyl.runtime.image.CropBox;
import java.util.List;

/** Draws regions pixel by pixel, by what the documentation says belongs to them. */
final class Rasteriser {
  private Rasteriser() {}

  /** [H, W]: the value where the region is, else 0. */
  static int[] draw(Region region, int width, int height, int value) {
    int[] drawn = new int[width * height];
    for (int i = 0; i < drawn.length; i++) {
      int x = i % width;
      int y = i / width;
      boolean within = isOn(region.outline(), x, y) || isInside(region.outline(), x, y);
      boolean inHole =
          region.holes().stream().anyMatch(hole -> !isOn(hole, x, y) && isInside(hole, x, y));
      drawn[i] = within && !inHole ? value : 0;
    }
    return drawn;
  }

  static CropBox box(int[] drawn, int width) {
    int left = width;
    int right = -1;
    int top = drawn.length;
    int bottom = -1;
    for (int i = 0; i < drawn.length; i++) {
      if (drawn[i] != 0) {
        left = Math.min(left, i % width);
        right = Math.max(right, i % width);
        top = Math.min(top, i / width);
        bottom = Math.max(bottom, i / width);
      }
    }
    return new CropBox(left, top, right - left + 1, bottom - top + 1);
  }

  private static boolean isOn(Polygon polygon, int x, int y) {
    List<Polygon.Point> points = polygon.points();
    for (int i = 0; i < points.size(); i++) {
      Polygon.Point a = points.get(i);
      Polygon.Point b = points.get((i + 1) % points.size());
      boolean between =
          Math.min(a.x(), b.x()) <= x
              && x <= Math.max(a.x(), b.x())
              && Math.min(a.y(), b.y()) <= y
              && y <= Math.max(a.y(), b.y());
      if (between && (b.x() - a.x()) * (y - a.y()) == (b.y() - a.y()) * (x - a.x())) {
        return true;
      }
    }
    return false;
  }

  /** Whether a ray to the right crosses an odd number of edges; of no meaning on an edge. */
  private static boolean isInside(Polygon polygon, int x, int y) {
    List<Polygon.Point> points = polygon.points();
    boolean inside = false;
    for (int i = 0; i < points.size(); i++) {
      Polygon.Point a = points.get(i);
      Polygon.Point b = points.get((i + 1) % points.size());
      if (a.y() > y != b.y() > y) {
        double crossing = a.x() + (double) (y - a.y()) / (b.y() - a.y()) * (b.x() - a.x());
        inside ^= x < crossing;
      }
    }
    return inside;
  }
}
