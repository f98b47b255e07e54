package dev.vinyl.evaluation.internal.names;

import java.util.SplittableRandom;

/** Numbers that look random but follow from names, so that they do not depend on any order. */
public final class NameHash {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private NameHash() {}

  /** 64 bits of a name: FNV-1a over its UTF-16 units, spread by SplitMix64. */
  public static long of(String name) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * FNV_PRIME;
    }
    return new SplittableRandom(hash).nextLong();
  }

  /** The numbers of an image's pixels, one after the other. */
  public static SplittableRandom pixels(String name, long seed) {
    return new SplittableRandom(of(name) ^ new SplittableRandom(seed).nextLong());
  }
}
