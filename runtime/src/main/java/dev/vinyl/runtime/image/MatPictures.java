package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.OpenCvLibrary;
import java.io.IOException;
import java.util.Objects;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;

/** Copies pictures between OpenCV's memory and Java's. */
final class MatPictures {
  private MatPictures() {}

  /** A copy of [H, W, 3] of 8 bits, red first, whose rows lie close together. */
  static RgbImage ofRgb(Mat rgb) {
    byte[] pixels = new byte[Math.multiplyExact(3, Math.multiplyExact(rgb.rows(), rgb.cols()))];
    try (BytePointer data = rgb.data()) {
      data.get(pixels);
    }
    return new RgbImage(rgb.cols(), rgb.rows(), pixels);
  }

  /** The same, resized. */
  static RgbImage ofRgb(Mat rgb, PictureSize size, Interpolation interpolation) {
    byte[] pixels = new byte[Resizing.bytes(size.width(), size.height())];
    try (MatResizer resizer = new MatResizer(size.width(), size.height(), interpolation)) {
      resizer.resize(
          rgb,
          (line, places, y) -> System.arraycopy(line, 0, pixels, y * line.length, line.length));
    }
    return new RgbImage(size.width(), size.height(), pixels);
  }

  /** Copies a picture to [H, W, 3] of 8 bits, red first; memory of that size is used again. */
  static void copy(RgbImage picture, Mat rgb) {
    rgb.create(picture.height(), picture.width(), opencv_core.CV_8UC3);
    try (BytePointer data = rgb.data()) {
      data.put(picture.pixels());
    }
  }

  /**
   * Decodes a picture with one value of 8 bits a pixel, to these values.
   *
   * @throws IOException if it is damaged, or not such a picture of that size
   */
  static ClassMask decodeGrey(byte[] encoded, int width, int height) throws IOException {
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
    return new ClassMask(width, height, values);
  }

  /**
   * A copy of somebody else's picture, see {@link ImageSource#of(Mat)}.
   *
   * @throws IllegalArgumentException if it is of no kind that is taken
   */
  static RgbImage ofBgr(Mat picture) {
    Objects.requireNonNull(picture, "picture");
    OpenCvLibrary.load();
    if (picture.isNull() || picture.empty()) {
      throw new IllegalArgumentException(
          "the Mat is empty or closed; give one that holds a picture");
    }
    if (picture.dims() != 2 || picture.depth() != opencv_core.CV_8U) {
      throw new IllegalArgumentException(
          "the Mat has %d dimensions and depth %d; a picture has 2 and depth CV_8U (0): convert it first"
              .formatted(picture.dims(), picture.depth()));
    }
    try (Mat rgb = new Mat()) {
      switch (picture.channels()) {
        case 1 -> opencv_imgproc.cvtColor(picture, rgb, opencv_imgproc.COLOR_GRAY2RGB);
        case 3 -> opencv_imgproc.cvtColor(picture, rgb, opencv_imgproc.COLOR_BGR2RGB);
        case 4 -> Transparency.overWhite(picture, rgb);
        default ->
            throw new IllegalArgumentException(
                "the Mat has %d channels; a picture has 1 (grey), 3 (BGR) or 4 (BGRA)"
                    .formatted(picture.channels()));
      }
      return ofRgb(rgb);
    }
  }
}
