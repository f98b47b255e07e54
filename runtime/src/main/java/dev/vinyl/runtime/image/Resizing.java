package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizes images and masks, or a rectangle of them, to an exact size, without keeping the aspect
 * ratio. Thread-safe.
 */
public final class Resizing {
  private Resizing() {}

  /**
   * Resizes an image.
   *
   * @param width of the result, in pixels, at least 1
   * @param height of the result, in pixels, at least 1
   * @return the image itself if it has that size
   */
  public static RgbImage resize(
      RgbImage image, int width, int height, Interpolation interpolation) {
    CropBox whole = CropBox.whole(image.width(), image.height());
    return resize(image, whole, width, height, interpolation);
  }

  /**
   * Resizes a rectangle of an image as if the rest of the image did not exist.
   *
   * @param width of the result, in pixels, at least 1
   * @param height of the result, in pixels, at least 1
   * @return the image itself if the rectangle is the whole of it and it has that size
   * @throws IllegalArgumentException if the rectangle reaches beyond the image
   */
  public static RgbImage resize(
      RgbImage image, CropBox crop, int width, int height, Interpolation interpolation) {
    checkSize(width, height);
    crop.requireWithin(image.width(), image.height());
    if (isUnchanged(crop, image.width(), image.height(), width, height)) {
      return image;
    }
    if (interpolation != Interpolation.NEAREST) {
      return natively(image, crop, width, height, interpolation);
    }
    byte[] pixels = new byte[bytes(width, height)];
    int[] columns = nearestIndices(crop.x(), crop.width(), width);
    int[] rows = nearestIndices(crop.y(), crop.height(), height);
    takeNearest(
        ByteBuffer.wrap(image.pixels()),
        image.width(),
        columns,
        rows,
        (line, places, y) -> copyRow(line, places, pixels, 3 * width * y));
    return new RgbImage(width, height, pixels);
  }

  /**
   * Resizes a mask; each pixel takes the class of one source pixel, the same one that {@link
   * Interpolation#NEAREST} takes for an image, so that an image and its mask stay aligned.
   *
   * @param width of the result, in pixels, at least 1
   * @param height of the result, in pixels, at least 1
   * @return the mask itself if it has that size
   */
  public static ClassMask resizeNearest(ClassMask mask, int width, int height) {
    return resizeNearest(mask, CropBox.whole(mask.width(), mask.height()), width, height);
  }

  /**
   * Resizes a rectangle of a mask, aligned with the same rectangle of its image.
   *
   * @param width of the result, in pixels, at least 1
   * @param height of the result, in pixels, at least 1
   * @return the mask itself if the rectangle is the whole of it and it has that size
   * @throws IllegalArgumentException if the rectangle reaches beyond the mask
   */
  public static ClassMask resizeNearest(ClassMask mask, CropBox crop, int width, int height) {
    checkSize(width, height);
    crop.requireWithin(mask.width(), mask.height());
    if (isUnchanged(crop, mask.width(), mask.height(), width, height)) {
      return mask;
    }
    int[] columns = nearestIndices(crop.x(), crop.width(), width);
    int[] rows = nearestIndices(crop.y(), crop.height(), height);
    byte[] from = mask.classes();
    byte[] classes = new byte[Math.multiplyExact(width, height)];
    int to = 0;
    for (int row : rows) {
      int start = row * mask.width();
      for (int column : columns) {
        classes[to++] = from[start + column];
      }
    }
    return new ClassMask(width, height, classes);
  }

  private static boolean isUnchanged(
      CropBox crop, int sourceWidth, int sourceHeight, int width, int height) {
    return sourceWidth == width
        && sourceHeight == height
        && crop.equals(CropBox.whole(width, height));
  }

  /** Takes the rows of a resized image, from the top. */
  interface RowSink {
    /**
     * Takes a row.
     *
     * @param line pixels of 3 bytes each; not to be kept
     * @param places where in {@code line} each pixel of the row starts
     * @param y which row it is
     */
    void row(byte[] line, int[] places, int y);
  }

  /**
   * Takes one colour for each pixel of a smaller or larger image.
   *
   * @param from [H, W, 3] from index 0, in Java's memory or outside it
   * @param width W
   * @param columns which column each pixel of a row is taken from, rising
   * @param rows which row each row is taken from
   */
  static void takeNearest(ByteBuffer from, int width, int[] columns, int[] rows, RowSink sink) {
    int first = columns[0];
    int[] places = new int[columns.length];
    for (int x = 0; x < places.length; x++) {
      places[x] = 3 * (columns[x] - first);
    }
    byte[] line = new byte[3 * (columns[columns.length - 1] - first + 1)];
    for (int y = 0; y < rows.length; y++) {
      from.get(3 * (rows[y] * width + first), line);
      sink.row(line, places, y);
    }
  }

  private static void copyRow(byte[] line, int[] places, byte[] pixels, int to) {
    int at = to;
    for (int place : places) {
      pixels[at] = line[place];
      pixels[at + 1] = line[place + 1];
      pixels[at + 2] = line[place + 2];
      at += 3;
    }
  }

  /** {@code start + floor((x + 0.5) * source / target)} for every x, in whole numbers. */
  static int[] nearestIndices(int start, int source, int target) {
    int[] indices = new int[target];
    for (int x = 0; x < target; x++) {
      indices[x] = start + (int) ((2L * x + 1) * source / (2L * target));
    }
    return indices;
  }

  /** OpenCV's name for an interpolation; it has none for ours of the nearest pixel. */
  static int flag(Interpolation interpolation) {
    return switch (interpolation) {
      case NEAREST -> throw new IllegalArgumentException("OpenCV takes other pixels for NEAREST");
      case LINEAR -> opencv_imgproc.INTER_LINEAR;
      case AREA -> opencv_imgproc.INTER_AREA;
      case CUBIC -> opencv_imgproc.INTER_CUBIC;
    };
  }

  private static RgbImage natively(
      RgbImage image, CropBox crop, int width, int height, Interpolation interpolation) {
    OpenCvLibrary.load();
    byte[] pixels = new byte[bytes(width, height)];
    int first = 3 * (crop.y() * image.width() + crop.x());
    int count = 3 * ((crop.height() - 1) * image.width() + crop.width());
    long step = 3L * image.width();
    try (BytePointer source = new BytePointer((long) count).put(image.pixels(), first, count);
        Mat from = new Mat(crop.height(), crop.width(), opencv_core.CV_8UC3, source, step);
        Mat to = new Mat();
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(from, to, size, 0, 0, flag(interpolation));
      try (BytePointer target = to.data()) {
        target.get(pixels);
      }
    }
    return new RgbImage(width, height, pixels);
  }

  static int bytes(int width, int height) {
    return Math.multiplyExact(3, Math.multiplyExact(width, height));
  }

  private static void checkSize(int width, int height) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "an image cannot be resized to %d x %d pixels; both must be at least 1"
              .formatted(width, height));
    }
  }
}
