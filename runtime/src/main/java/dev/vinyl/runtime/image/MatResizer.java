package dev.vinyl.runtime.image;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizes pictures in OpenCV's memory to one size and hands the small ones to Java: the same values
 * as {@link Resizing}. Keeps memory for one result. Not thread-safe; OpenCV is loaded before.
 */
final class MatResizer implements AutoCloseable {
  private final int width;
  private final int height;
  private final Interpolation interpolation;
  private final BytePointer memory;
  private final Mat resized;
  private final Size size;
  private final byte[] pixels;

  MatResizer(int width, int height, Interpolation interpolation) {
    this.width = width;
    this.height = height;
    this.interpolation = interpolation;
    this.pixels = new byte[Resizing.bytes(width, height)];
    this.memory = new BytePointer((long) pixels.length);
    this.resized = new Mat(height, width, opencv_core.CV_8UC3, memory, 3L * width);
    this.size = new Size(width, height);
  }

  /**
   * Resizes a picture.
   *
   * @param picture [H, W, 3] of 8 bits, its rows close together
   * @return [height, width, 3]; valid until the next call
   */
  byte[] resize(Mat picture) {
    if (picture.cols() == width && picture.rows() == height) {
      try (BytePointer data = picture.data()) {
        data.get(pixels);
      }
    } else if (interpolation == Interpolation.NEAREST) {
      int[] columns = Resizing.nearestIndices(0, picture.cols(), width);
      int[] rows = Resizing.nearestIndices(0, picture.rows(), height);
      ByteBuffer from = picture.createBuffer();
      Resizing.takeNearest(from, picture.cols(), columns, rows, pixels);
    } else {
      opencv_imgproc.resize(picture, resized, size, 0, 0, Resizing.flag(interpolation));
      memory.get(pixels); // OpenCV keeps memory that fits
    }
    return pixels;
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    size.close();
    resized.close();
    memory.close();
  }
}
