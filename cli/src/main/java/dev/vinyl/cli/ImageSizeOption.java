package dev.vinyl.cli;

import dev.vinyl.runtime.image.ImageSize;
import java.util.List;

/** An option {@code --image-size H,W}. */
final class ImageSizeOption {
  private ImageSizeOption() {}

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
