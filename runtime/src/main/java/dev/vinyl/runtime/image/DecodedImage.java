package dev.vinyl.runtime.image;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.bytedeco.opencv.opencv_core.Mat;
import org.jspecify.annotations.Nullable;

/**
 * A decoded image of which parts are prepared, one by one or by several threads at once: 3 bytes a
 * pixel, outside of Java's memory if it was decoded for this. Whoever makes one closes it, in the
 * same thread, when no part is being prepared any more.
 */
public final class DecodedImage implements AutoCloseable {
  private final int width;
  private final int height;
  private final ByteBuffer pixels;
  private final @Nullable NativeDecoder decoder;

  private DecodedImage(int width, int height, ByteBuffer pixels, @Nullable NativeDecoder decoder) {
    this.width = width;
    this.height = height;
    this.pixels = pixels;
    this.decoder = decoder;
  }

  /**
   * Decodes an image, or shares the pixels of one that is decoded. Of images with more than 21
   * megapixels the process holds one: another thread waits until it is closed.
   *
   * @throws ImageException as {@link ImageDecoder#decode(ImageSource)}
   * @throws IllegalStateException if OpenCV cannot be loaded here
   */
  public static DecodedImage decode(ImageSource source, DecodeLimits limits) throws ImageException {
    RgbImage known = source.pixels();
    if (known != null) {
      return of(known);
    }
    NativeDecoder decoder = new NativeDecoder(Objects.requireNonNull(limits, "limits"));
    try {
      Mat image = decoder.decodeAlone(source);
      return new DecodedImage(image.cols(), image.rows(), image.createBuffer(), decoder);
    } catch (ImageException | RuntimeException | Error e) {
      decoder.close();
      throw e;
    }
  }

  /** An image in Java's memory; shared, not copied. */
  public static DecodedImage of(RgbImage image) {
    return new DecodedImage(image.width(), image.height(), ByteBuffer.wrap(image.pixels()), null);
  }

  /** Width of the upright image, in pixels. */
  public int width() {
    return width;
  }

  /** Height of the upright image, in pixels. */
  public int height() {
    return height;
  }

  /** [H, W, 3] from index 0, red first; read at indices alone, so that threads may share it. */
  ByteBuffer pixels() {
    return pixels;
  }

  /** Gives the memory back; closing twice is fine. */
  @Override
  public void close() {
    if (decoder != null) {
      decoder.close();
    }
  }
}
