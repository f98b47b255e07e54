package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.runtime.image.CropBox;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * A connected part of a mask: pixels of one class that touch each other by sides or corners.
 *
 * <p>Outline and holes run through the region's own pixels. A pixel belongs to the region exactly
 * if it lies on or inside the outline and not strictly inside a hole. A hole may hold regions of
 * its own, of this class too.
 *
 * @param className the class of its pixels
 * @param pixels how many, at least 1
 * @param box the smallest rectangle around all of them
 * @param outline against the clock as seen on a screen, from the leftmost pixel of the top row
 * @param holes what it encloses, with the clock; the one that starts higher up, then further left,
 *     comes first
 */
public record Region(
    String className, long pixels, CropBox box, Polygon outline, List<Polygon> holes) {

  /** Checks the number of pixels and takes a copy of the holes. */
  public Region {
    Objects.requireNonNull(className, "className");
    Objects.requireNonNull(box, "box");
    Objects.requireNonNull(outline, "outline");
    holes = List.copyOf(holes);
    if (pixels < 1) {
      throw new IllegalArgumentException("a region has at least 1 pixel, got " + pixels);
    }
  }

  /**
   * A closed line of straight edges through pixel centres; the last point is joined to the first.
   *
   * <p>A point (x, y) is the centre of the pixel in column x of row y, counted from the image's top
   * left. A line drawn where pixels have extent, as in SVG or Java2D, is therefore moved by half a
   * pixel both ways. A single pixel has one point; where a region is one pixel wide the line runs
   * there and back.
   *
   * @param points at least one
   */
  public record Polygon(List<Point> points) {

    /**
     * The centre of a pixel.
     *
     * @param x its column, from 0
     * @param y its row, from 0
     */
    public record Point(int x, int y) {}

    /** Takes a copy. */
    public Polygon {
      points = List.copyOf(points);
      if (points.isEmpty()) {
        throw new IllegalArgumentException("a polygon needs at least one point");
      }
    }

    /**
     * A polygon of fewer of these points, by Douglas and Peucker's method (1973), in the same
     * direction. Neighbouring polygons may overlap afterwards.
     *
     * @param tolerancePixels how far a point that is left out may lie from the new line, in pixels;
     *     at least 0, where 0 leaves out only points on a straight line
     * @throws IllegalArgumentException if the tolerance is negative or no number
     */
    public Polygon simplified(double tolerancePixels) {
      if (!(tolerancePixels >= 0 && tolerancePixels < Double.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException(
            "a tolerance is 0 or more pixels, got " + tolerancePixels);
      }
      OpenCvLibrary.load();
      int[] coordinates = points.stream().flatMapToInt(p -> IntStream.of(p.x(), p.y())).toArray();
      try (IntPointer pointer = new IntPointer(coordinates);
          Mat all = new Mat(points.size(), 1, opencv_core.CV_32SC2, pointer);
          Mat kept = new Mat()) {
        opencv_imgproc.approxPolyDP(all, kept, tolerancePixels, true);
        return new Border(Contours.integers(kept)).toPolygon();
      }
    }
  }
}
