package dev.vinyl.training.augment;

import dev.vinyl.training.random.RandomStream;

/**
 * Stretches or shrinks the contrast: each value becomes {@code f x + (1 - f) m}, held to 0..1, with
 * the factor f uniform in [1 - strength, 1 + strength] and m the mean of the image's luma (0.299 R
 * + 0.587 G + 0.114 B). Classes stay as they are.
 *
 * @param strength the largest change of the factor, 0..1; 0 changes nothing
 */
public record ContrastJitter(double strength) implements Augmentation {

  /** Checks the range. */
  public ContrastJitter {
    UnitRange.require("the strength of a contrast jitter", strength);
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
    float shift = (1 - factor) * meanLuma(values);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, Math.min(1, factor * values[i] + shift));
    }
  }

  private static float meanLuma(float[] values) {
    int plane = values.length / 3;
    double red = 0;
    double green = 0;
    double blue = 0;
    for (int i = 0; i < plane; i++) {
      red += values[i];
      green += values[plane + i];
      blue += values[2 * plane + i];
    }
    return (float) (Luma.of(red, green, blue) / plane);
  }
}
