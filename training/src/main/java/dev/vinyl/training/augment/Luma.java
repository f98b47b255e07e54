package dev.vinyl.training.augment;

/** How bright a colour looks, as television has weighed it since ITU-R BT.601. */
final class Luma {
  private Luma() {}

  static double of(double red, double green, double blue) {
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  }
}
