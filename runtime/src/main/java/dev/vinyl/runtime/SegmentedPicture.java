package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What became of one picture of many: its segmentation, or why there is none. Holds no native
 * memory.
 */
public final class SegmentedPicture {
  private final ImageSource source;
  private final @Nullable Segmentation segmentation;
  private final @Nullable ImageException error;

  private SegmentedPicture(
      ImageSource source, @Nullable Segmentation segmentation, @Nullable ImageException error) {
    this.source = source;
    this.segmentation = segmentation;
    this.error = error;
  }

  static SegmentedPicture of(Segmentation segmentation) {
    return new SegmentedPicture(segmentation.source(), segmentation, null);
  }

  static SegmentedPicture failed(ImageSource source, ImageException error) {
    return new SegmentedPicture(source, null, error);
  }

  /** The picture that was asked for. */
  public ImageSource source() {
    return source;
  }

  /** Whether the picture was read and segmented. */
  public boolean succeeded() {
    return segmentation != null;
  }

  /**
   * The answer.
   *
   * @throws ImageException if the picture could not be read: {@link #error()}
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

  /** Why the picture could not be read; empty if it was. */
  public Optional<ImageException> error() {
    return Optional.ofNullable(error);
  }

  /** One line: the picture's name and size, or its error. */
  @Override
  public String toString() {
    return error != null ? String.valueOf(error.getMessage()) : String.valueOf(segmentation);
  }
}
