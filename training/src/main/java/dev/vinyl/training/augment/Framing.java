package dev.vinyl.training.augment;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.random.RandomStream;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a source picture the model sees: the way from a picture of any size into a {@link
 * TrainingExample}, before any {@link Augmentation}. Immutable and thread-safe.
 *
 * <p>A framing draws the same count of numbers whatever it decides.
 */
public sealed interface Framing permits WholePicture, RandomResizedCrop {

  /**
   * Chooses the part of a picture of this size.
   *
   * @param width of the source picture, in pixels, at least 1
   * @param height of the source picture, in pixels, at least 1
   * @param random the stream of this example in this epoch
   * @return a rectangle inside the picture
   */
  CropBox choose(int width, int height, RandomStream random);

  /**
   * Puts the chosen part of a picture, resized to the model's size, into an example, and the same
   * part of its mask with it. The whole of a picture that has the model's size goes in as it is.
   *
   * @param picture of any size
   * @param mask of the picture's size, resized as {@link Interpolation#NEAREST} resizes; null for a
   *     picture without one, which leaves the example without one
   * @param interpolation how the picture is resized
   * @throws IllegalArgumentException if picture and mask differ in size
   */
  default void place(
      RgbImage picture,
      @Nullable ClassMask mask,
      Interpolation interpolation,
      TrainingExample example,
      RandomStream random) {
    if (mask != null && (mask.width() != picture.width() || mask.height() != picture.height())) {
      throw new IllegalArgumentException(
          "a mask of %d x %d pixels does not fit its picture of %d x %d"
              .formatted(mask.width(), mask.height(), picture.width(), picture.height()));
    }
    int width = example.width();
    int height = example.height();
    CropBox box = choose(picture.width(), picture.height(), random);
    example.setImage(Resizing.resize(picture, box, width, height, interpolation));
    example.setMask(mask == null ? null : Resizing.resizeNearest(mask, box, width, height));
  }
}
