package dev.vinyl.training.augment;

import dev.vinyl.training.random.RandomStream;

/**
 * Makes colours stronger or paler: each value becomes {@code f x + (1 - f) y}, held to 0..1, with
 * the factor f uniform in [1 - strength, 1 + strength] and y the luma of its pixel (0.299 R + 0.587
 * G + 0.114 B). A factor of 0 leaves grey. Classes stay as they are.
 *
 * @param strength the largest change of the factor, 0..1; 0 changes nothing
 */
public record SaturationJitter(double strength) implements Augmentation {

  /** Checks the range. */
  public SaturationJitter {
    UnitRange.require("the strength of a saturation jitter", strength);
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
    int plane = values.length / 3;
    for (int i = 0; i < plane; i++) {
      float red = values[i];
      float green = values[plane + i];
      float blue = values[2 * plane + i];
      float shift = (1 - factor) * (float) Luma.of(red, green, blue);
      values[i] = held(factor * red + shift);
      values[plane + i] = held(factor * green + shift);
      values[2 * plane + i] = held(factor * blue + shift);
    }
  }

  private static float held(float value) {
    return Math.max(0, Math.min(1, value));
  }
}
