package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import java.io.IOException;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Copies images between OpenCV's memory and Java's. */
final class MatImages {
  private MatImages() {}

  /** A copy of [H, W, 3] of 8 bits, red first, whose rows lie close together. */
  static RgbImage ofRgb(Mat rgb) {
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(rgb.rows(), rgb.cols()))];
    try (BytePointer data = rgb.data()) {
      data.get(pixels);
    }
    return new RgbImage(rgb.cols(), rgb.rows(), pixels);
  }

  /** The same, resized. */
  static RgbImage ofRgb(Mat rgb, ImageSize size, Interpolation interpolation) {
    byte[] pixels = new byte[Resizing.bytes(size.width(), size.height())];
    Placement whole = Placement.stretched(CropBox.whole(rgb.cols(), rgb.rows()), size);
    try (MatResizer resizer = new MatResizer(interpolation)) {
      resizer.resize(
          rgb,
          whole,
          (line, places, y) -> System.arraycopy(line, 0, pixels, y * line.length, line.length));
    }
    return new RgbImage(size.width(), size.height(), pixels);
  }

  /** Copies an image to [H, W, 3] of 8 bits, red first; memory of that size is used again. */
  static void copy(RgbImage image, Mat rgb) {
    rgb.create(image.height(), image.width(), opencv_core.CV_8UC3);
    try (BytePointer data = rgb.data()) {
      data.put(image.pixels());
    }
  }

  /**
   * Decodes an image with one value of 8 bits a pixel, to these values.
   *
   * @throws IOException if it is damaged, or not such an image of that size
   */
  static byte[] decodeGrey(byte[] encoded, int width, int height) throws IOException {
    OpenCvLibrary.load();
    byte[] values = new byte[Math.multiplyExact(width, height)];
    try (BytePointer bytes = new BytePointer(encoded);
        Mat input = new Mat(1, encoded.length, opencv_core.CV_8U, bytes);
        // only where it is given memory does OpenCV tell that data is too short
        Mat grey = new Mat(height, width, opencv_core.CV_8UC1);
        Mat found = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_UNCHANGED, grey)) {
      if (found.empty()
          || grey.type() != opencv_core.CV_8UC1
          || grey.cols() != width
          || grey.rows() != height) {
        throw new IOException("its data is damaged");
      }
      try (BytePointer data = grey.data()) {
        data.get(values);
      }
    }
    return values;
  }

  /**
   * Decodes an image of colours of 8 bits, without what it says of opacity.
   *
   * @throws IOException if it is damaged, or not such an image of that size
   */
  static RgbImage decodeRgb(byte[] encoded, int width, int height) throws IOException {
    OpenCvLibrary.load();
    int flags = opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
    try (BytePointer bytes = new BytePointer(encoded);
        Mat input = new Mat(1, encoded.length, opencv_core.CV_8U, bytes);
        Mat rgb = new Mat(height, width, opencv_core.CV_8UC3); // as above
        Mat found = opencv_imgcodecs.imdecode(input, flags, rgb)) {
      if (found.empty() || rgb.cols() != width || rgb.rows() != height) {
        throw new IOException("its data is damaged");
      }
      return ofRgb(rgb);
    }
  }

  /**
   * A copy of somebody else's image, see {@link ImageSource#of(Mat)}.
   *
   * @throws IllegalArgumentException if it is of no kind that is taken
   */
  static RgbImage ofBgr(Mat image) {
    Objects.requireNonNull(image, "image");
    OpenCvLibrary.load();
    if (image.isNull() || image.empty()) {
      throw new IllegalArgumentException(
          "the Mat is empty or closed; give one that holds an image");
    }
    if (image.dims() != 2 || image.depth() != opencv_core.CV_8U) {
      throw new IllegalArgumentException(
          "the Mat has %d dimensions and depth %d; an image has 2 and depth CV_8U (0): convert it first"
              .formatted(image.dims(), image.depth()));
    }
    try (Mat rgb = new Mat()) {
      switch (image.channels()) {
        case 1 -> opencv_imgproc.cvtColor(image, rgb, opencv_imgproc.COLOR_GRAY2RGB);
        case 3 -> opencv_imgproc.cvtColor(image, rgb, opencv_imgproc.COLOR_BGR2RGB);
        case 4 -> Transparency.overWhite(image, rgb);
        default ->
            throw new IllegalArgumentException(
                "the Mat has %d channels; an image has 1 (grey), 3 (BGR) or 4 (BGRA)"
                    .formatted(image.channels()));
      }
      return ofRgb(rgb);
    }
  }
}
