package dev.vinyl.runtime.image;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.runtime.image.ImageHeader.Colors;
import dev.vinyl.runtime.image.ImageHeader.Format;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Decodes images into OpenCV's memory, which is kept from image to image. See {@link ImageDecoder}
 * for what becomes of which image. Not thread-safe.
 *
 * <p>Encoded bytes are copied into memory of its own before they are looked at, so that nobody can
 * change them between the check of the header and the decoding.
 */
final class NativeDecoder implements AutoCloseable {
  /** More than this is given back by {@link #trim()}: an image of 21 megapixels. */
  private static final long KEPT_BYTES = 64L << 20;

  /**
   * Held from the decoding of an image that is larger than that until its memory is given back:
   * however many threads there are, the process holds one such image.
   */
  private static final ReentrantLock LARGE = new ReentrantLock();

  private final DecodeLimits limits;
  private final NativeBytes encoded;
  private final Mat stored;
  private final Mat turned;

  NativeDecoder(DecodeLimits limits) {
    OpenCvLibrary.load();
    this.limits = limits;
    this.encoded = new NativeBytes();
    this.stored = new Mat();
    this.turned = new Mat();
  }

  /**
   * Decodes an image.
   *
   * @return the image, upright, [H, W, 3] of 8 bits, red first, its rows close together; it stays
   *     this decoder's and is valid until the next call
   * @throws ImageException as {@link ImageDecoder#decode(ImageSource)}
   */
  Mat decode(ImageSource source) throws ImageException {
    return decode(source, true);
  }

  /** As {@link #decode(ImageSource)}, and lets go of all but the image. */
  Mat decodeAlone(ImageSource source) throws ImageException {
    Mat image = decode(source);
    encoded.close();
    (image.equals(stored) ? turned : stored).release(); // the same memory
    return image;
  }

  /** As {@link #decode(ImageSource)}, but turned upright only if that is asked for. */
  Mat decode(ImageSource source, boolean upright) throws ImageException {
    try {
      RgbImage pixels = source.pixels();
      if (pixels != null) {
        MatImages.copy(pixels, stored);
        return stored;
      }
      EncodedBytes bytes = source.read(limits, encoded::reserve);
      ImageHeader image = ImageHeader.read(source.name(), bytes);
      limits.checkPixels(source.name(), image);
      if (3 * image.pixels() > KEPT_BYTES && !LARGE.isHeldByCurrentThread()) {
        LARGE.lock();
      }
      return decode(source.name(), upright ? image : image.asStored(), bytes);
    } catch (OutOfMemoryError e) { // one large piece; smaller images still fit
      throw ImageException.outOfMemory(source.name(), e);
    }
  }

  /** Gives back what is kept if the last image was an unusually large one. */
  void trim() {
    if (encoded.capacity() > KEPT_BYTES) {
      encoded.close();
    }
    for (Mat image : new Mat[] {stored, turned}) {
      if (3 * image.total() > KEPT_BYTES) {
        image.release();
      }
    }
    letOthersGo();
  }

  private static void letOthersGo() {
    if (LARGE.isHeldByCurrentThread()) {
      LARGE.unlock();
    }
  }

  private Mat decode(String name, ImageHeader image, EncodedBytes bytes) throws ImageException {
    try {
      decodeStored(image, bytes);
      if (stored.cols() != image.width() || stored.rows() != image.height()) {
        throw new IOException("its header gives another size than its data");
      }
      if (image.orientation() == Orientation.UPRIGHT) {
        return stored;
      }
      image.orientation().apply(stored, turned);
      return turned;
    } catch (IOException | RuntimeException e) { // OpenCV's errors arrive as RuntimeException
      throw new ImageException(
          name,
          "is a %s that cannot be decoded (%s); fetch or export the image again"
              .formatted(image.format(), firstLine(e)),
          e);
    }
  }

  private void decodeStored(ImageHeader image, EncodedBytes bytes) throws IOException {
    if (image.colors() == Colors.CMYK || image.colors() == Colors.UNSOUND) {
      MatImages.copy(JavaJpeg.decode(bytes.copyOf(bytes.length())), stored);
      return;
    }
    if (image.format() == Format.TIFF) {
      MatImages.copy(TiffFile.decode(bytes.copyOf(bytes.length())), stored);
      return;
    }
    // asked before the chunks are moved
    int transparentGrey = image.format() == Format.PNG ? PngHeader.transparentGrey(bytes) : -1;
    int length =
        switch (image.format()) {
          case PNG -> PngHeader.withoutExtras(bytes).length();
          case GIF -> refill(GifHeader.read(bytes).firstImage(bytes));
          case JPEG, WEBP, BMP, TIFF -> bytes.length();
        };
    try (Mat input = new Mat(1, length, opencv_core.CV_8U, encoded.pointer())) {
      if (image.colors() == Colors.TRANSPARENT) {
        try (Mat found = opencv_imgcodecs.imdecode(input, opencv_imgcodecs.IMREAD_UNCHANGED)) {
          requireDecoded(found);
          if (transparentGrey >= 0) {
            Transparency.overWhite(found, transparentGrey, stored);
          } else {
            Transparency.overWhite(found, stored);
          }
        }
      } else {
        int flags = opencv_imgcodecs.IMREAD_COLOR_RGB | opencv_imgcodecs.IMREAD_IGNORE_ORIENTATION;
        try (Mat rgb = opencv_imgcodecs.imdecode(input, flags, stored)) {
          requireDecoded(rgb);
        }
      }
    }
  }

  /** Puts other bytes in the place of those that were read. */
  private int refill(byte[] bytes) {
    encoded.reserve(bytes.length).clear().put(bytes);
    return bytes.length;
  }

  private static void requireDecoded(Mat image) throws IOException {
    if (image.empty()) {
      throw new IOException("its data is damaged or of an unusual kind");
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason given");
  }

  /** Gives all memory back. */
  @Override
  public void close() {
    encoded.close();
    stored.close();
    turned.close();
    letOthersGo();
  }
}
