package dev.vinyl.training.augment;

import dev.vinyl.runtime.image.ClassMask;
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
    int width = example.width();
    int height = example.height();
    if (width % patchSize != 0 || height % patchSize != 0) {
      throw new IllegalArgumentException(
          "a mask of %d x %d pixels cannot be cut into patches of %d x %d"
              .formatted(width, height, patchSize, patchSize));
    }
    byte[] classes = example.requireClasses();
    int to = offset;
    for (int row = 0; row < height; row += patchSize) {
      for (int column = 0; column < width; column += patchSize) {
        target.put(to++, majority(classes, row * width + column, width));
      }
    }
  }

  private int majority(byte[] classes, int first, int width) {
    int[] counts = new int[ClassMask.IGNORE];
    for (int row = first; row < first + patchSize * width; row += width) {
      for (int i = row; i < row + patchSize; i++) {
        int found = classes[i] & 0xff;
        if (found != ClassMask.IGNORE) {
          counts[found]++;
        }
      }
    }
    int best = 0;
    for (int candidate = 1; candidate < counts.length; candidate++) {
      best = counts[candidate] > counts[best] ? candidate : best;
    }
    return counts[best] > 0 ? best : ClassMask.IGNORE;
  }
}
