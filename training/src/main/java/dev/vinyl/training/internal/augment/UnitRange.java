package dev.vinyl.training.internal.augment;

/** The check that every setting in 0..1 passes through. */
final class UnitRange {
  private UnitRange() {}

  static void require(String what, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException("%s must be in 0..1, got %s".formatted(what, value));
    }
  }
}
