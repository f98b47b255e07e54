package dev.vinyl.evaluation.dataset;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;

/**
 * A decoded picture with its truth, both of one size.
 *
 * @param picture which one
 * @param image the pixels, [H, W, 3]
 * @param truth the class of each pixel, [H, W], an index into the data set's class names or {@code
 *     ClassMask.IGNORE}
 */
public record LabelledImage(LabelledPicture picture, RgbImage image, ClassMask truth) {

  /** Checks that picture and truth have one size. */
  public LabelledImage {
    if (image.width() != truth.width() || image.height() != truth.height()) {
      throw new IllegalArgumentException(
          "%s has %d x %d pixels, its truth %d x %d"
              .formatted(
                  picture.id(), image.width(), image.height(), truth.width(), truth.height()));
    }
  }

  /** Whether no pixel counts, so that there is nothing to learn or to score. */
  public boolean isIgnored() {
    for (byte c : truth.classes()) {
      if ((c & 0xff) != ClassMask.IGNORE) {
        return false;
      }
    }
    return true;
  }
}
