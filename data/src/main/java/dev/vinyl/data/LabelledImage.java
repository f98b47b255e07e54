package dev.vinyl.data;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;

/**
 * A decoded image with its ground truth, both of one size.
 *
 * @param sample which one
 * @param image the pixels, [H, W, 3]
 * @param target the class of each pixel, [H, W], an index into the data set's class names or {@code
 *     ClassMask.IGNORE}
 */
public record LabelledImage(Sample sample, RgbImage image, ClassMask target) {

  /** Checks that image and ground truth have one size. */
  public LabelledImage {
    if (image.width() != target.width() || image.height() != target.height()) {
      throw new IllegalArgumentException(
          "%s has %d x %d pixels, its ground truth %d x %d"
              .formatted(
                  sample.id(), image.width(), image.height(), target.width(), target.height()));
    }
  }

  /** Whether no pixel counts, so that there is nothing to learn or to score. */
  public boolean isIgnored() {
    return target.isIgnored();
  }
}
