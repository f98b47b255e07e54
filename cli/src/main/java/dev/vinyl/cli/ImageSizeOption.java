package dev.vinyl.cli;

import dev.vinyl.runtime.image.ImageSize;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An option {@code --image-size H,W}. */
final class ImageSizeOption {
  /** What stands for any size that the patch divides. */
  static final String ANY = "any";

  private ImageSizeOption() {}

  /**
   * The size that somebody typed.
   *
   * @throws IllegalArgumentException if it is not H,W
   */
  static ImageSize of(String typed) {
    try {
      return of(Stream.of(typed.split(",", -1)).map(Integer::valueOf).toList());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "an image size is H,W, such as 96,128, or %s; got %s".formatted(ANY, typed), e);
    }
  }

  /** The size of these numbers, if there are any; as {@link #of(List)}. */
  static Optional<ImageSize> ofOptional(@Nullable List<Integer> numbers) {
    return Optional.ofNullable(numbers).map(ImageSizeOption::of);
  }

  /**
   * The size of these numbers.
   *
   * @throws IllegalArgumentException if they are not two
   */
  static ImageSize of(List<Integer> numbers) {
    if (numbers.size() != 2) {
      throw new IllegalArgumentException("an image size is H,W, such as 96,128; got " + numbers);
    }
    return new ImageSize(numbers.get(1), numbers.get(0));
  }
}
