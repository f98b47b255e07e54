package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one image of many: its segmentation, or why there is none. Holds no native memory.
 */
public final class SegmentedImage {
  private final ImageSource source;
  private final @Nullable Segmentation segmentation;
  private final @Nullable ImageException error;

  private SegmentedImage(
      ImageSource source, @Nullable Segmentation segmentation, @Nullable ImageException error) {
    this.source = source;
    this.segmentation = segmentation;
    this.error = error;
  }

  static SegmentedImage of(Segmentation segmentation) {
    return new SegmentedImage(segmentation.source(), segmentation, null);
  }

  static SegmentedImage failed(ImageSource source, ImageException error) {
    return new SegmentedImage(source, null, error);
  }

  /** The image that was asked for. */
  public ImageSource source() {
    return source;
  }

  /** Whether the image was read and segmented. */
  public boolean succeeded() {
    return segmentation != null;
  }

  /**
   * The answer.
   *
   * @throws ImageException if the image could not be read: {@link #error()}
   */
  public Segmentation segmentation() throws ImageException {
    if (error != null) {
      throw error;
    }
    if (segmentation == null) {
      throw new IllegalStateException("neither answer nor error");
    }
    return segmentation;
  }

  /** Why the image could not be read; empty if it was. */
  public Optional<ImageException> error() {
    return Optional.ofNullable(error);
  }

  /** One line: the image's name and size, or its error. */
  @Override
  public String toString() {
    return error != null ? String.valueOf(error.getMessage()) : String.valueOf(segmentation);
  }
}
