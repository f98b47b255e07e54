package dev.vinyl.cli;

import dev.vinyl.runtime.image.ImageSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An option {@code --image-size H,W}. */
final class ImageSizeOption {
  private ImageSizeOption() {}

  /**
   * The size of these numbers; null for none.
   *
   * @throws IllegalArgumentException if they are not two
   */
  static @Nullable ImageSize of(@Nullable List<Integer> numbers) {
    if (numbers == null) {
      return null;
    }
    if (numbers.size() != 2) {
      throw new IllegalArgumentException("an image size is H,W, such as 96,128; got " + numbers);
    }
    return new ImageSize(numbers.get(1), numbers.get(0));
  }
}
