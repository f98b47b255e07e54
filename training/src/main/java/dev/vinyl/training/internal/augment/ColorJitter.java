package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import java.util.Locale;

/**
 * Changes colours as torchvision's transform of the same name does: each value becomes {@code f x +
 * (1 - f) r}, held to 0..1, with the factor f uniform in [1 - strength, 1 + strength] and r what is
 * left at a factor of 0. Classes stay as they are.
 *
 * @param of what is changed
 * @param strength the largest change of the factor, 0..1; 0 changes nothing
 */
public record ColorJitter(Property of, double strength) implements Augmentation {

  /** What is changed, by what is left at a factor of 0. */
  public enum Property {
    /** Black: the image becomes brighter or darker. */
    BRIGHTNESS,
    /** The mean luma of the image: its contrast is stretched or shrunk. */
    CONTRAST,
    /** The luma of each pixel: colours become stronger or paler. */
    SATURATION
  }

  /** Checks the range. */
  public ColorJitter {
    UnitRange.require(
        "the strength of a %s jitter".formatted(of.name().toLowerCase(Locale.ROOT)), strength);
  }

  @Override
  public void apply(TrainingExample example, RandomStream random) {
    double factor = random.uniform(1 - strength, 1 + strength);
    if (strength > 0) {
      adjust(example, of, (float) factor);
    }
  }

  /** Applies a given factor. */
  static void adjust(TrainingExample example, Property of, float factor) {
    float[] values = example.values();
    int plane = values.length / 3;
    float mean = of == Property.CONTRAST ? meanLuma(values) : 0;
    for (int i = 0; i < plane; i++) {
      float left =
          of == Property.SATURATION
              ? (float) luma(values[i], values[plane + i], values[2 * plane + i])
              : mean;
      float shift = (1 - factor) * left;
      for (int at = i; at < values.length; at += plane) {
        values[at] = Math.max(0, Math.min(1, factor * values[at] + shift));
      }
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
    return (float) (luma(red, green, blue) / plane);
  }

  /** How bright a colour looks, as television has weighed it since ITU-R BT.601. */
  private static double luma(double red, double green, double blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}
