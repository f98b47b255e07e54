package dev.vinyl.data.internal.synthetic;

/**
 * Value noise: smooth random values over the plane, 0..1, with features about one unit wide.
 * Immutable.
 */
final class Noise {
  private final long seed;

  Noise(long seed) {
    this.seed = seed;
  }

  /** The value at a point. */
  double at(double x, double y) {
    double left = Math.floor(x);
    double top = Math.floor(y);
    long column = (long) left;
    long row = (long) top;
    double u = smooth(x - left);
    double v = smooth(y - top);
    double upper = mix(corner(column, row), corner(column + 1, row), u);
    double lower = mix(corner(column, row + 1), corner(column + 1, row + 1), u);
    return mix(upper, lower, v);
  }

  /** Sum of finer and finer values, each half as strong as the one before. */
  double fractal(double x, double y, int octaves) {
    double sum = 0;
    double weight = 0;
    double amplitude = 1;
    double frequency = 1;
    for (int i = 0; i < octaves; i++) {
      sum += amplitude * at(x * frequency + 17.3 * i, y * frequency - 9.1 * i);
      weight += amplitude;
      amplitude /= 2;
      frequency *= 2;
    }
    return sum / weight;
  }

  /** An independent value for each cell of the unit grid, 0..1. */
  double corner(long column, long row) {
    return (Hash.of(Hash.of(seed, column), row) >>> 11) * 0x1p-53;
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  private static double mix(double a, double b, double t) {
    return a + (b - a) * t;
  }
}
