package dev.vinyl.training.augment;

import dev.vinyl.training.random.RandomStream;

/**
 * Makes the image brighter or darker: each value becomes {@code f x}, held to 0..1, with the factor
 * f uniform in [1 - strength, 1 + strength]. Classes stay as they are.
 *
 * @param strength the largest change of the factor, 0..1; 0 changes nothing
 */
public record BrightnessJitter(double strength) implements Augmentation {

  /** Checks the range. */
  public BrightnessJitter {
    UnitRange.require("the strength of a brightness jitter", strength);
  }

  @Override
  public void apply(TrainingExample example, RandomStream random) {
    double factor = random.uniform(1 - strength, 1 + strength);
    if (strength > 0) {
      adjust(example, (float) factor);
    }
  }

  /** Applies a given factor. */
  static void adjust(TrainingExample example, float factor) {
    float[] values = example.values();
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.min(1, factor * values[i]);
    }
  }
}
