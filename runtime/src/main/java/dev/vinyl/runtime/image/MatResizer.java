package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.Resizing.RowSink;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizes images in OpenCV's memory to one size and hands the small ones to Java row by row: the
 * same values as {@link Resizing}. Keeps memory for one result. Not thread-safe; OpenCV is loaded
 * before.
 */
final class MatResizer implements AutoCloseable {
  private final int width;
  private final int height;
  private final Interpolation interpolation;
  private final int[] everyColumn;
  private final int[] everyRow;
  private final BytePointer memory;
  private final ByteBuffer pixels;
  private final Mat resized;
  private final Size size;

  MatResizer(int width, int height, Interpolation interpolation) {
    this.width = width;
    this.height = height;
    this.interpolation = interpolation;
    this.everyColumn = IntStream.range(0, width).toArray();
    this.everyRow = IntStream.range(0, height).toArray();
    this.memory = new BytePointer((long) Resizing.bytes(width, height));
    this.pixels = memory.asByteBuffer();
    this.resized = new Mat(height, width, opencv_core.CV_8UC3, memory, 3L * width);
    this.size = new Size(width, height);
  }

  /**
   * Resizes an image.
   *
   * @param image [H, W, 3] of 8 bits, its rows close together
   * @param sink takes the result
   */
  void resize(Mat image, RowSink sink) {
    boolean unchanged = image.cols() == width && image.rows() == height;
    if (unchanged || interpolation == Interpolation.NEAREST) {
      int[] columns = Resizing.nearestIndices(0, image.cols(), width);
      int[] rows = Resizing.nearestIndices(0, image.rows(), height);
      ByteBuffer from = image.createBuffer();
      Resizing.takeNearest(from, image.cols(), columns, rows, sink);
    } else {
      // OpenCV writes to the same memory as long as size and type fit
      opencv_imgproc.resize(image, resized, size, 0, 0, Resizing.flag(interpolation));
      Resizing.takeNearest(pixels, width, everyColumn, everyRow, sink);
    }
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    size.close();
    resized.close();
    memory.close();
  }
}
