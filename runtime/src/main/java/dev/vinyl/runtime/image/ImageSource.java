package dev.vinyl.runtime.image;

import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.IntFunction;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * Where an image comes from, and the name that errors give it. It is either encoded (a file, bytes
 * or a stream that hold a JPEG, PNG, WebP, BMP, GIF or TIFF) or pixels already.
 *
 * <p>Immutable and thread-safe. Arrays and buffers are shared, not copied: whoever hands one over
 * gives up writing to it while the source is in use. A {@link BufferedImage} and a {@link Mat} are
 * copied at once. Encoded bytes are read when the image is decoded, within the decoder's {@link
 * DecodeLimits}.
 */
public final class ImageSource {
  private final String name;
  private final @Nullable EncodedContent encoded;
  private final @Nullable RgbImage pixels;

  private ImageSource(String name, @Nullable EncodedContent encoded, @Nullable RgbImage pixels) {
    this.name = Objects.requireNonNull(name, "name");
    this.encoded = encoded;
    this.pixels = pixels;
  }

  private static ImageSource encoded(String name, EncodedContent content) {
    return new ImageSource(name, content, null);
  }

  /** A file, named by its path; it is read anew each time the source is decoded. */
  public static ImageSource of(Path file) {
    Objects.requireNonNull(file, "file");
    return encoded(file.toString(), EncodedContent.of(file));
  }

  /**
   * Bytes that are in memory already, such as an upload.
   *
   * @param bytes the encoded image; shared, not copied
   */
  public static ImageSource of(byte[] bytes) {
    return of(ByteBuffer.wrap(bytes));
  }

  /**
   * Bytes in a buffer, in Java's memory or outside it.
   *
   * @param bytes the encoded image, from the buffer's position to its limit as they are now;
   *     shared, not copied, and neither of the two is moved
   */
  public static ImageSource of(ByteBuffer bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return encoded(
        "image of %d bytes".formatted(bytes.remaining()), EncodedContent.of(bytes.slice()));
  }

  /**
   * A stream. It is read to its end when the source is first decoded, and never further than one
   * byte beyond the limit; its bytes are kept, so that the source can be decoded again. Where it
   * failed or held too much, each later decoding fails alike.
   *
   * @param stream the encoded image; the caller closes it, after the first decoding
   */
  public static ImageSource of(InputStream stream) {
    Objects.requireNonNull(stream, "stream");
    return encoded("image from a stream", EncodedContent.of(stream));
  }

  /** A decoded image; shared, not copied. */
  public static ImageSource of(RgbImage image) {
    Objects.requireNonNull(image, "image");
    String name = "image of %d x %d pixels".formatted(image.width(), image.height());
    return new ImageSource(name, null, image);
  }

  /** An image of Java's own; copied as {@link RgbImage#of(BufferedImage)} does. */
  public static ImageSource of(BufferedImage image) {
    return of(RgbImage.of(image));
  }

  /**
   * An image of OpenCV's, copied at once, so that the caller may release it.
   *
   * @param image [H, W] of 8-bit unsigned values in 1 channel (grey), 3 (blue, green, red: the
   *     order that OpenCV reads files in) or 4 (the same and alpha, which is laid over white); its
   *     rows need not lie close together
   * @throws IllegalArgumentException if the image is empty, released, or of another kind
   */
  public static ImageSource of(Mat image) {
    return of(MatImages.ofBgr(image));
  }

  /**
   * Pixels without any header.
   *
   * @param pixels {@code height * width * 3} unsigned bytes, [H, W, 3]
   * @param width in pixels, at least 1
   * @param height in pixels, at least 1
   * @param order which channel comes first; {@code RGB} is shared, {@code BGR} is copied
   * @throws IllegalArgumentException if the length does not fit the size
   */
  public static ImageSource ofPixels(byte[] pixels, int width, int height, ChannelOrder order) {
    RgbImage image = new RgbImage(width, height, pixels);
    return of(
        switch (order) {
          case RGB -> image;
          case BGR -> image.withRedAndBlueExchanged();
        });
  }

  /** The same source under another name, such as "upload 17". */
  public ImageSource named(String other) {
    return new ImageSource(other, encoded, pixels);
  }

  /** What errors call the image: a file's path as it was given, else the size of what it holds. */
  public String name() {
    return name;
  }

  /** The pixels, upright, where the source holds pixels. */
  @Nullable RgbImage pixels() {
    return pixels;
  }

  /**
   * Reads the encoded bytes.
   *
   * @param memory gives a buffer of at least so many bytes; the result lies in it
   * @throws ImageException if there is no such file, it is a folder, there are more bytes than the
   *     limits allow, or reading fails
   * @throws IllegalStateException if the source holds pixels
   */
  EncodedBytes read(DecodeLimits limits, IntFunction<ByteBuffer> memory) throws ImageException {
    if (encoded == null) {
      throw new IllegalStateException(name + " holds pixels, not encoded bytes");
    }
    return new EncodedBytes(encoded.read(name, limits, memory));
  }

  @Override
  public String toString() {
    return name;
  }
}
