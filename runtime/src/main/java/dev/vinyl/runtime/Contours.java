package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.runtime.Region.Polygon;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * The borders of a class's 8-connected components, traced by OpenCV (Suzuki and Abe 1985). Beside
 * what it returns it takes, for the time of the call, about two bytes of native memory a pixel.
 */
final class Contours {
  private Contours() {}

  /** All components of a class, in the order in which OpenCV lists them. */
  static List<Component> find(ClassMask mask, int classIndex) {
    OpenCvLibrary.load();
    try (BytePointer pixels = select(mask, classIndex);
        Mat selected = new Mat(mask.height(), mask.width(), opencv_core.CV_8U, pixels);
        MatVector borders = new MatVector();
        Mat hierarchy = new Mat()) {
      opencv_imgproc.findContours(
          selected,
          borders,
          hierarchy,
          opencv_imgproc.RETR_CCOMP,
          opencv_imgproc.CHAIN_APPROX_SIMPLE);
      return components(borders, borders.empty() ? new int[0] : integers(hierarchy));
    }
  }

  /** One where the mask has the class, else 0. */
  private static BytePointer select(ClassMask mask, int classIndex) {
    int width = mask.width();
    byte[] classes = mask.classes();
    byte[] row = new byte[width];
    BytePointer selected = new BytePointer((long) classes.length);
    for (int start = 0; start < classes.length; start += width) {
      for (int x = 0; x < width; x++) {
        row[x] = (byte) ((classes[start + x] & 0xff) == classIndex ? 1 : 0);
      }
      selected.position(start).put(row);
    }
    return selected.position(0);
  }

  /**
   * Puts holes to their outlines.
   *
   * @param hierarchy four indices for each border: next, previous, first child, parent; an outline
   *     has no parent, which is -1
   */
  private static List<Component> components(MatVector borders, int[] hierarchy) {
    int count = hierarchy.length / 4;
    Component[] byIndex = new Component[count];
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (hierarchy[4 * i + 3] < 0) {
        byIndex[i] = new Component(border(borders, i));
        components.add(byIndex[i]);
      }
    }
    for (int i = 0; i < count; i++) {
      int parent = hierarchy[4 * i + 3];
      if (parent >= 0) {
        byIndex[parent].addHole(border(borders, i));
      }
    }
    return components;
  }

  private static Border border(MatVector borders, int i) {
    try (Mat border = borders.get(i)) {
      return new Border(integers(border));
    }
  }

  /** A copy of a continuous matrix of 32-bit integers, all channels. */
  static int[] integers(Mat mat) {
    int[] values = new int[Math.toIntExact(mat.total() * mat.channels())];
    try (BytePointer data = mat.data();
        IntPointer integers = new IntPointer(data)) {
      integers.get(values);
    }
    return values;
  }

  /** An outline and its holes, which become a {@link Region} only if somebody wants it. */
  static final class Component {
    private static final Comparator<Border> TOP_LEFT_FIRST =
        Comparator.comparingInt(Border::firstY).thenComparingInt(Border::firstX);

    /** From the largest to the smallest, equal ones from the top left. */
    static final Comparator<Component> LARGEST_FIRST =
        Comparator.comparingLong(Component::pixels)
            .reversed()
            .thenComparing(component -> component.outline, TOP_LEFT_FIRST);

    private final Border outline;
    private final List<Border> holes = new ArrayList<>(0);
    private long pixels;

    private Component(Border outline) {
      this.outline = outline;
      this.pixels = outline.pixelsInAndOn();
    }

    private void addHole(Border hole) {
      holes.add(hole);
      pixels -= hole.pixelsStrictlyInside();
    }

    long pixels() {
      return pixels;
    }

    Region toRegion(String className) {
      List<Polygon> polygons =
          holes.stream().sorted(TOP_LEFT_FIRST).map(Border::toPolygon).toList();
      return new Region(className, pixels, outline.box(), outline.toPolygon(), polygons);
    }
  }
}
