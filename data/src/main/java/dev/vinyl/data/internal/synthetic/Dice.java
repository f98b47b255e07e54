package dev.vinyl.data.internal.synthetic;

import java.util.List;
import java.util.Random;

/** Random choices, in words. {@link Random}'s algorithm is part of its specification. */
final class Dice {
  private final Random random;

  Dice(long seed) {
    this.random = new Random(seed);
  }

  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  /** -1 or 1. */
  int sign() {
    return random.nextBoolean() ? 1 : -1;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  long number() {
    return random.nextLong();
  }

  <T> T pick(List<T> choices) {
    return choices.get(below(choices.size()));
  }

  Noise noise() {
    return new Noise(number());
  }
}
