package dev.vinyl.data.layout;

/**
 * Which synthetic pets to draw.
 *
 * @param images how many, 4..100000; one in four is for testing
 * @param size width and height of each in pixels, 32..1024
 * @param seed another seed gives other images
 */
public record SyntheticPetsSpec(int images, int size, long seed) {
  /** The size unless another is asked for. */
  public static final int DEFAULT_SIZE = 160;

  /** Checks the ranges. */
  public SyntheticPetsSpec {
    require("images", images, 4, 100_000);
    require("size", size, 32, 1024);
  }

  /** Images of the default size. */
  public static SyntheticPetsSpec of(int images, long seed) {
    return new SyntheticPetsSpec(images, DEFAULT_SIZE, seed);
  }

  private static void require(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "%s must be %d..%d, got %d".formatted(name, least, most, value));
    }
  }
}
