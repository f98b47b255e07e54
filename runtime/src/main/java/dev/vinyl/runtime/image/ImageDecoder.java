package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.OpenCvLibrary;
import java.nio.file.Path;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/** Decodes JPEG, PNG, WebP and BMP with OpenCV. Stateless and thread-safe. */
public final class ImageDecoder {
  /** The largest picture that is decoded unless another limit is given: 100 megapixels. */
  public static final long DEFAULT_MAX_PIXELS = 100_000_000;

  private final long maxPixels;

  /** A decoder that refuses pictures of more than {@link #DEFAULT_MAX_PIXELS}. */
  public ImageDecoder() {
    this(DEFAULT_MAX_PIXELS);
  }

  /**
   * A decoder with its own limit.
   *
   * @param maxPixels width times height that is still decoded; read from the header, before any
   *     memory is allocated for the pixels
   */
  public ImageDecoder(long maxPixels) {
    if (maxPixels < 1) {
      throw new IllegalArgumentException("maxPixels must be at least 1, got " + maxPixels);
    }
    this.maxPixels = maxPixels;
    OpenCvLibrary.load();
  }

  /** Decodes a file; as {@link #decode(ImageSource)}. */
  public RgbImage decode(Path file) throws ImageException {
    return decode(ImageSource.of(file));
  }

  /**
   * Decodes a picture.
   *
   * @throws ImageException if the picture is missing, empty, of another format, damaged or too
   *     large
   */
  public RgbImage decode(ImageSource source) throws ImageException {
    byte[] encoded = source.read();
    try (BytePointer bytes = new BytePointer(encoded);
        Mat buffer = new Mat(1, encoded.length, opencv_core.CV_8U, bytes);
        Mat decoded = opencv_imgcodecs.imdecode(buffer, opencv_imgcodecs.IMREAD_COLOR_RGB)) {
      if (decoded.empty() || (long) decoded.rows() * decoded.cols() > maxPixels) {
        throw new ImageException(source.name(), "cannot be decoded; replace it");
      }
      byte[] pixels = new byte[decoded.rows() * decoded.cols() * 3];
      try (BytePointer data = decoded.data()) {
        data.get(pixels);
      }
      return new RgbImage(decoded.cols(), decoded.rows(), pixels);
    }
  }
}
