package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Placement;
import java.util.Optional;

/**
 * What a model says about each pixel of one image, at the size of its output and at any other.
 * Holds no native memory; immutable and thread-safe.
 */
public interface PixelScores {
  /**
   * The answer of a model that gives logits.
   *
   * @param classes how many, 1..255
   * @param height of the model's output, in pixels, at least 1
   * @param width of the model's output, in pixels, at least 1
   * @param logits {@code classes * height * width} finite values, [C, H, W]; shared, not copied
   * @throws IllegalArgumentException if there are not so many, or one is not finite
   */
  static PixelScores ofLogits(int classes, int height, int width, float[] logits) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new IllegalArgumentException("logits must be finite, one is " + logit);
      }
    }
    return new LogitMap(classes, height, width, logits);
  }

  /**
   * The answer of a model that gives a class for each pixel and nothing more.
   *
   * @param classes how many, 1..255
   * @throws IllegalStateException if the mask holds an index that is none of them
   */
  static PixelScores ofMask(int classes, ClassMask mask) {
    return new MaskScores(mask, classes);
  }

  /** Width of the model's output in pixels; of what is left of it after {@link #shown}. */
  int width();

  /** Height of the model's output in pixels; of what is left of it after {@link #shown}. */
  int height();

  /** The same without the model's answer for padding: what it says of the image alone. */
  default PixelScores shown(Placement placement) {
    CropBox filled = placement.filled(width(), height());
    return filled.equals(CropBox.whole(width(), height())) ? this : part(filled);
  }

  /** The same for a rectangle of the model's output, as if it were all. */
  default PixelScores part(CropBox box) {
    float[] all = planes().orElseThrow(MaskScores::withoutProbabilities);
    int count = all.length / (height() * width());
    float[] planes = new float[count * box.height() * box.width()];
    int to = 0;
    for (int k = 0; k < count; k++) {
      for (int y = box.y(); y < box.y() + box.height(); y++) {
        System.arraycopy(all, (k * height() + y) * width() + box.x(), planes, to, box.width());
        to += box.width();
      }
    }
    return ofPlanes(box.height(), box.width(), planes);
  }

  /**
   * The class of each pixel.
   *
   * @param width of the mask, in pixels, at least 1
   * @param height of the mask, in pixels, at least 1
   */
  ClassMask mask(int width, int height);

  /**
   * The logits at the size of the model's output, [C, H, W], all finite; the array itself, which
   * must not be changed. Of a model that gives probabilities, their logarithms. Empty if the model
   * gives classes without either.
   */
  Optional<float[]> logits();

  /**
   * The values that everything else follows from, [K, H, W] at the size of the model's output: what
   * is averaged where the answers for several windows meet. The array itself, which must not be
   * changed. Empty if the model gives classes alone.
   */
  Optional<float[]> planes();

  /**
   * What other values of the same meaning say.
   *
   * @param height in pixels, at least 1
   * @param width in pixels, at least 1
   * @param planes [K, height, width], with the K of {@link #planes()}; shared, not copied
   * @throws IllegalStateException if there are no {@link #planes()}
   */
  default PixelScores ofPlanes(int height, int width, float[] planes) {
    throw MaskScores.withoutProbabilities();
  }

  /**
   * The probability of one class for each pixel.
   *
   * @param width of the result, in pixels, at least 1
   * @param height of the result, in pixels, at least 1
   * @return {@code height * width} values in 0..1, [H, W]
   * @throws IllegalStateException if the model gives classes without probabilities
   */
  float[] probabilities(int classIndex, int width, int height);

  /**
   * The mean, over the pixels of the model's output, of the largest class's probability.
   *
   * @return in 0..1
   * @throws IllegalStateException if the model gives classes without probabilities
   */
  double confidence();
}
