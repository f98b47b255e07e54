package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.OpenCvLibrary;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Size;

/** Resizes pictures and masks to an exact size, without keeping the aspect ratio. Thread-safe. */
public final class Resizing {
  private Resizing() {}

  /**
   * Resizes a picture.
   *
   * @param width of the result, in pixels
   * @param height of the result, in pixels
   * @return the picture itself if it has that size
   */
  public static RgbImage resize(
      RgbImage picture, int width, int height, Interpolation interpolation) {
    if (picture.width() == width && picture.height() == height) {
      return picture;
    }
    byte[] resized =
        resize(
            picture.pixels(), picture.width(), picture.height(), 3, width, height, interpolation);
    return new RgbImage(width, height, resized);
  }

  /**
   * Resizes a mask; each pixel takes the class of one source pixel, the same one that {@link
   * Interpolation#NEAREST} takes for a picture, so that a picture and its mask stay aligned.
   *
   * @return the mask itself if it has that size
   */
  public static ClassMask resizeNearest(ClassMask mask, int width, int height) {
    if (mask.width() == width && mask.height() == height) {
      return mask;
    }
    byte[] resized =
        resize(
            mask.classes(), mask.width(), mask.height(), 1, width, height, Interpolation.NEAREST);
    return new ClassMask(width, height, resized);
  }

  private static byte[] resize(
      byte[] source,
      int sourceWidth,
      int sourceHeight,
      int channels,
      int width,
      int height,
      Interpolation interpolation) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          "a picture cannot be resized to %d x %d pixels; both must be at least 1"
              .formatted(width, height));
    }
    OpenCvLibrary.load();
    int type = opencv_core.CV_8UC(channels);
    byte[] target = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
    try (BytePointer bytes = new BytePointer(source);
        Mat from = new Mat(sourceHeight, sourceWidth, type, bytes);
        Mat to = new Mat();
        Size size = new Size(width, height)) {
      opencv_imgproc.resize(from, to, size, 0, 0, flag(interpolation));
      try (BytePointer data = to.data()) {
        data.get(target);
      }
    }
    return target;
  }

  private static int flag(Interpolation interpolation) {
    return switch (interpolation) {
      case NEAREST -> opencv_imgproc.INTER_NEAREST;
      case LINEAR -> opencv_imgproc.INTER_LINEAR;
      case AREA -> opencv_imgproc.INTER_AREA;
      case CUBIC -> opencv_imgproc.INTER_CUBIC;
    };
  }
}
