package dev.vinyl.runtime.image;

import dev.vinyl.runtime.image.Resizing.RowSink;
import java.nio.ByteBuffer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/**
 * Resizes images in OpenCV's memory and hands the small ones to Java row by row: the same values as
 * {@link Resizing}. Keeps memory for one result. Not thread-safe; OpenCV is loaded before.
 */
final class MatResizer implements AutoCloseable {
  private final Interpolation interpolation;
  private final NativeBytes memory = new NativeBytes();

  MatResizer(Interpolation interpolation) {
    this.interpolation = interpolation;
  }

  /**
   * Resizes the part of an image that a model is given.
   *
   * @param image the part, [H, W, 3] of 8 bits, its rows close together
   * @param sink takes the rows that it fills, counted from 0
   */
  void resize(Mat image, Placement placement, RowSink sink) {
    if (placement.keepsPixels() || interpolation == Interpolation.NEAREST) {
      Resizing.takeNearest(
          image.createBuffer(),
          image.cols(),
          placement.nearestColumns(),
          placement.nearestRows(),
          sink);
      return;
    }
    int width = placement.scaled().width();
    int height = placement.scaled().height();
    ByteBuffer pixels = memory.reserve(Resizing.bytes(width, height));
    try (Mat resized = new Mat(height, width, opencv_core.CV_8UC3, memory.pointer(), 3L * width);
        Size size = new Size(width, height)) {
      // OpenCV writes to the same memory, because size and type fit
      opencv_imgproc.resize(image, resized, size, 0, 0, Resizing.flag(interpolation));
    }
    Resizing.takeNearest(pixels, width, placement.scaledColumns(), placement.scaledRows(), sink);
  }

  /** Gives the memory back. */
  @Override
  public void close() {
    memory.close();
  }
}
