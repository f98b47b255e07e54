package dev.vinyl.data.internal.synthetic;

/** Turns numbers into well-mixed ones. */
final class Hash {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private static final double SIXTEEN_BITS = 0x1p-16;

  private Hash() {}

  /** A value that looks independent of that for any other pair: SplitMix64's finalizer. */
  static long of(long seed, long value) {
    long z = seed + (value + 1) * GOLDEN_RATIO;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /**
   * A value of mean 0 and variance 1 that is nearly normally distributed: the sum of the four
   * quarters of a hash, each of which is uniform with variance 1/12.
   */
  static double normal(long seed, long value) {
    long bits = of(seed, value);
    long sum = (bits >>> 48) + (bits >>> 32 & 0xffff) + (bits >>> 16 & 0xffff) + (bits & 0xffff);
    return (sum * SIXTEEN_BITS - 2) * Math.sqrt(3);
  }
}
