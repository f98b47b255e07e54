package dev.vinyl.runtime.internal.scores;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Resizing;
import java.util.Optional;

/** The answer of a model that gives a class index for each pixel and nothing more. */
public final class MaskScores implements PixelScores {
  private final ClassMask mask;

  /**
   * Wraps a mask of the size of the model's output.
   *
   * @param classes how many classes the model names, 1..255
   * @throws IllegalStateException if the mask holds an index that has no name
   */
  public MaskScores(ClassMask mask, int classes) {
    for (byte c : mask.classes()) {
      if ((c & 0xff) >= classes) {
        throw new IllegalStateException(
            "the model answers with class %d but names only %d classes; it needs a name for each"
                .formatted(c & 0xff, classes));
      }
    }
    this.mask = mask;
  }

  @Override
  public int width() {
    return mask.width();
  }

  @Override
  public int height() {
    return mask.height();
  }

  @Override
  public ClassMask mask(int width, int height) {
    return Resizing.resizeNearest(mask, width, height);
  }

  @Override
  public PixelScores part(CropBox box) {
    ClassMask cut = Resizing.resizeNearest(mask, box, box.width(), box.height());
    return new MaskScores(cut, ClassMask.IGNORE);
  }

  @Override
  public Optional<float[]> logits() {
    return Optional.empty();
  }

  @Override
  public Optional<float[]> planes() {
    return Optional.empty();
  }

  @Override
  public float[] probabilities(int classIndex, int width, int height) {
    throw withoutProbabilities();
  }

  @Override
  public double confidence() {
    throw withoutProbabilities();
  }

  static IllegalStateException withoutProbabilities() {
    return new IllegalStateException(
        "the model gives classes without probabilities; use one whose output is logits");
  }
}
