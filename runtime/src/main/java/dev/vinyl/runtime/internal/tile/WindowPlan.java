package dev.vinyl.runtime.internal.tile;

import dev.vinyl.runtime.image.CropBox;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The windows of an image, in the order in which {@link WindowBlend} takes their answers: row by
 * row. An image so wide that the scores of a row of windows would take much memory is cut into
 * strips, one after another; what of a window lies in another strip is not used, and windows across
 * a cut occur in both. Immutable.
 */
public final class WindowPlan {
  /** What the scores of a row of windows may take, in bytes. */
  private static final long ROW_BYTES = 32L << 20;

  private final WindowAxis rows;
  private final WindowAxis columns;
  private final List<Strip> strips;
  private final int count;

  /**
   * A part of the image of full height.
   *
   * @param left its first column
   * @param right behind its last column
   * @param firstColumn of windows that reach into it
   * @param endColumn behind the last of them
   * @param firstWindow how many windows come before its first
   */
  record Strip(int left, int right, int firstColumn, int endColumn, int firstWindow) {
    int width() {
      return right - left;
    }

    int windowsInARow() {
      return endColumn - firstColumn;
    }
  }

  private WindowPlan(WindowAxis rows, WindowAxis columns, List<Strip> strips) {
    this.rows = rows;
    this.columns = columns;
    this.strips = List.copyOf(strips);
    Strip last = strips.get(strips.size() - 1);
    this.count =
        Math.addExact(last.firstWindow(), Math.multiplyExact(rows.count(), last.windowsInARow()));
  }

  /**
   * Lays windows over an image.
   *
   * @param height of the image, in pixels, at least 1
   * @param width of the image, in pixels, at least 1
   * @param shape of the windows; an image that is lower or narrower is one window high or wide
   * @param classes how many scores a pixel has, at least 1
   */
  public static WindowPlan of(int height, int width, WindowShape shape, int classes) {
    return of(height, width, shape, classes, ROW_BYTES);
  }

  /** The same with other memory. */
  static WindowPlan of(int height, int width, WindowShape shape, int classes, long rowBytes) {
    WindowAxis rows = WindowAxis.of(height, shape.height(), shape.overlap(), shape.patchHeight());
    WindowAxis columns = WindowAxis.of(width, shape.width(), shape.overlap(), shape.patchWidth());
    long bytesAColumn = (classes + 1L) * Float.BYTES * rows.window();
    return new WindowPlan(rows, columns, strips(rows, columns, rowBytes / bytesAColumn));
  }

  /** Cuts where windows start, as far apart as they may be, but no closer than a step. */
  private static List<Strip> strips(WindowAxis rows, WindowAxis columns, long widest) {
    List<Strip> strips = new ArrayList<>();
    int windows = 0;
    int first = 0;
    int left = 0;
    for (int cut = 1; cut <= columns.count(); cut++) {
      boolean last = cut == columns.count();
      int right = last ? columns.length() : columns.start(cut);
      int next = cut + 1 < columns.count() ? columns.start(cut + 1) : columns.length();
      if (last || next - left > widest) {
        Strip strip = new Strip(left, right, first, cut, windows);
        strips.add(strip);
        windows = Math.addExact(windows, Math.multiplyExact(rows.count(), strip.windowsInARow()));
        left = right;
        while (first < cut && columns.end(first) <= left) {
          first++;
        }
      }
    }
    return strips;
  }

  /** Height of the image. */
  public int height() {
    return rows.length();
  }

  /** Width of the image. */
  public int width() {
    return columns.length();
  }

  /** How many windows are run. */
  public int count() {
    return count;
  }

  /** Where a window lies, by its place in the order, 0 to less than {@link #count()}. */
  public CropBox window(int index) {
    Objects.checkIndex(index, count);
    Strip strip = stripOf(index);
    int inStrip = index - strip.firstWindow();
    int row = inStrip / strip.windowsInARow();
    int column = strip.firstColumn() + inStrip % strip.windowsInARow();
    return new CropBox(columns.start(column), rows.start(row), columns.window(), rows.window());
  }

  Strip stripOf(int index) {
    for (int s = strips.size() - 1; s > 0; s--) {
      if (strips.get(s).firstWindow() <= index) {
        return strips.get(s);
      }
    }
    return strips.get(0);
  }

  WindowAxis rows() {
    return rows;
  }

  WindowAxis columns() {
    return columns;
  }

  /** Width of the widest strip. */
  int widestStrip() {
    return strips.stream().mapToInt(Strip::width).max().orElse(0);
  }

  /** How many strips there are. */
  int stripCount() {
    return strips.size();
  }
}
