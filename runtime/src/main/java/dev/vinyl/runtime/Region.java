package dev.vinyl.runtime;

import dev.vinyl.runtime.image.CropBox;
import java.util.List;
import java.util.Objects;

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
}
