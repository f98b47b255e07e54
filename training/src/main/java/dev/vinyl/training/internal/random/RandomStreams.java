package dev.vinyl.training.internal.random;

import dev.vinyl.training.augment.RandomStream;

/**
 * Derives independent random streams from one seed and the name of a choice. Immutable and
 * thread-safe.
 *
 * <p>The derivation is part of what makes a run repeatable, so it is fixed here: with {@code mix}
 * the finalizer of SplitMix64 and {@code fold(key, v) = mix(key ^ mix(v + 0x9e3779b97f4a7c15))}, a
 * stream starts at
 *
 * <pre>{@code
 * fold(fold(fold(mix(seed), purpose code), epoch), index)
 * }</pre>
 *
 * and goes on as SplitMix64 does. Nothing of it depends on the JDK's generators.
 */
public final class RandomStreams {
  private final long root;

  /** The streams of this seed; any value will do. */
  public RandomStreams(long seed) {
    this.root = RandomStream.mix(seed);
  }

  /**
   * The stream for one choice. The same arguments give the same numbers, always.
   *
   * @param purpose what is chosen
   * @param epoch counted from 0; 0 for what is chosen once in a run
   * @param index which example or item it is for; 0 for what concerns the whole epoch
   */
  public RandomStream stream(Purpose purpose, long epoch, long index) {
    return new RandomStream(fold(fold(fold(root, purpose.code()), epoch), index));
  }

  /** A seed for a part that draws by itself, such as a model's initial weights. */
  public long seed(Purpose purpose) {
    return stream(purpose, 0, 0).nextLong();
  }

  private static long fold(long key, long value) {
    return RandomStream.mix(key ^ RandomStream.mix(value + RandomStream.GAMMA));
  }
}
