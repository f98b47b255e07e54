package dev.vinyl.training.internal.augment;

import dev.vinyl.evaluation.features.PatchComposition;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.training.augment.TrainingExample;
import java.nio.LongBuffer;

/**
 * The class that most pixels of each patch have; the lowest of those that tie. Pixels of {@link
 * ClassMask#IGNORE} have no say, and a patch of nothing else is labelled so. Immutable and
 * thread-safe.
 *
 * @param patchSize side of a patch in pixels, at least 1
 */
public record PatchLabels(int patchSize) {

  /** Checks the range. */
  public PatchLabels {
    if (patchSize < 1) {
      throw new IllegalArgumentException("a patch must be at least 1 pixel wide, got " + patchSize);
    }
  }

  /**
   * Writes the label of each patch as int64, [N], row by row over the grid of {@code N = (H /
   * patchSize) * (W / patchSize)}.
   *
   * @param example one that has a mask
   * @param offset index of the first value; the buffer's position stays
   * @throws IllegalArgumentException if the example's size is not a multiple of the patch size
   * @throws IllegalStateException if the example has no mask
   */
  public void write(TrainingExample example, LongBuffer target, int offset) {
    ClassMask mask = example.mask();
    byte[] labels = PatchComposition.of(mask, patchSize, ClassMask.IGNORE).majority().classes();
    for (int i = 0; i < labels.length; i++) {
      target.put(offset + i, labels[i] & 0xff);
    }
  }
}
