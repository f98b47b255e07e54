package dev.vinyl.evaluation.internal.synthetic;

/** Turns numbers into well-mixed ones. */
final class Hash {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  private Hash() {}

  /** A value that looks independent of that for any other pair: SplitMix64's finalizer. */
  static long of(long seed, long value) {
    long z = seed + (value + 1) * GOLDEN_RATIO;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
