package dev.vinyl.training.stage;

/** Range checks whose messages name the key, what is allowed and what was given. */
final class Settings {
  private Settings() {}

  static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s must be at least %d, got %d".formatted(key, least, value));
    }
  }

  static void positive(String key, double value) {
    require(value > 0 && Double.isFinite(value), key, "above 0", value);
  }

  static void notNegative(String key, double value) {
    require(value >= 0 && Double.isFinite(value), key, "0 or above", value);
  }

  static void belowOne(String key, double value) {
    require(value >= 0 && value < 1, key, "0 or above and below 1", value);
  }

  static void inRange(String key, double value, int least, int most) {
    require(value >= least && value <= most, key, "in " + least + ".." + most, value);
  }

  private static void require(boolean holds, String key, String allowed, double value) {
    if (!holds) {
      throw new IllegalArgumentException("%s must be %s, got %s".formatted(key, allowed, value));
    }
  }
}
