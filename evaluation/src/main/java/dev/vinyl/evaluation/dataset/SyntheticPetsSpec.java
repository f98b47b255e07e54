package dev.vinyl.evaluation.dataset;

/**
 * Which synthetic pets to draw.
 *
 * @param pictures how many, 4..100000; one in four is for testing
 * @param size width and height of each in pixels, 32..1024
 * @param seed another seed gives other pictures
 */
public record SyntheticPetsSpec(int pictures, int size, long seed) {
  /** The size unless another is asked for. */
  public static final int DEFAULT_SIZE = 160;

  /** Checks the ranges. */
  public SyntheticPetsSpec {
    require("pictures", pictures, 4, 100_000);
    require("size", size, 32, 1024);
  }

  /** Pictures of the default size. */
  public static SyntheticPetsSpec of(int pictures, long seed) {
    return new SyntheticPetsSpec(pictures, DEFAULT_SIZE, seed);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d..%d, got %d".formatted(name, least, most, value));
    }
  }
}
