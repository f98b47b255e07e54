package dev.vinyl.training.augment;

import java.util.random.RandomGenerator;

/**
 * SplitMix64 with its own arithmetic for ranges and permutations, so that the numbers are the same
 * on every JDK. Not thread-safe: each choice has a stream of its own.
 */
public final class RandomStream implements RandomGenerator {
  /** What the state grows by with each number. */
  public static final long GAMMA = 0x9e3779b97f4a7c15L;

  private static final double TWO_POW_MINUS_53 = 0x1.0p-53;

  private long state;

  /** A stream of its own, as in a test of an augmentation; equal seeds give equal numbers. */
  public RandomStream(long start) {
    this.state = start;
  }

  @Override
  public long nextLong() {
    state += GAMMA;
    return mix(state);
  }

  /** Uniform in [0, 1), from the upper 53 bits of one number. */
  @Override
  public double nextDouble() {
    return (nextLong() >>> 11) * TWO_POW_MINUS_53;
  }

  /** Uniform in [low, high]. */
  public double uniform(double low, double high) {
    return low + (high - low) * nextDouble();
  }

  /** True with this probability; 0 is never, 1 always. Draws one number in any case. */
  public boolean chance(double probability) {
    return nextDouble() < probability;
  }

  /**
   * Uniform in [0, bound): the upper half of a 128-bit product; uneven by less than bound / 2^63.
   *
   * @throws IllegalArgumentException if the bound is below 1
   */
  @Override
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound must be at least 1, got " + bound);
    }
    return (int) Math.multiplyHigh(nextLong() >>> 1, (long) bound << 1);
  }

  /** The numbers 0 .. size - 1 in random order (Fisher and Yates, from the end). */
  public int[] permutation(int size) {
    int[] order = new int[size];
    for (int i = 0; i < size; i++) {
      order[i] = i;
    }
    for (int i = size - 1; i > 0; i--) {
      int j = nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** The finalizer of SplitMix64 (Stafford's variant 13): every input bit reaches every output. */
  public static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
