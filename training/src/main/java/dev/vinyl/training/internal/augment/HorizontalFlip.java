package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;

/**
 * Mirrors the image left to right, and its classes with it.
 *
 * @param probability of mirroring, 0..1
 */
public record HorizontalFlip(double probability) implements Augmentation {

  /** Checks the range. */
  public HorizontalFlip {
    UnitRange.require("the probability of a flip", probability);
  }

  @Override
  public void apply(TrainingExample example, RandomStream random) {
    if (random.chance(probability)) {
      flip(example);
    }
  }

  private static void flip(TrainingExample example) {
    int width = example.width();
    float[] values = example.values();
    for (int row = 0; row < values.length; row += width) {
      for (int left = row, right = row + width - 1; left < right; left++, right--) {
        float swapped = values[left];
        values[left] = values[right];
        values[right] = swapped;
      }
    }
    byte[] classes = example.classes();
    for (int row = 0; row < classes.length; row += width) {
      for (int left = row, right = row + width - 1; left < right; left++, right--) {
        byte swapped = classes[left];
        classes[left] = classes[right];
        classes[right] = swapped;
      }
    }
  }
}
