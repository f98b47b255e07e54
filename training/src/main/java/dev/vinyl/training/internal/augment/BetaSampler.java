package dev.vinyl.training.internal.augment;

import dev.vinyl.training.augment.RandomStream;

/**
 * Draws from Beta(alpha, alpha) as {@code X / (X + Y)} for two gamma variables, each by the method
 * of Marsaglia and Tsang (2000) for {@code alpha + 1}, times {@code U^(1 / alpha)}.
 *
 * <p>Logarithms are kept in place of the gamma variables: for a small alpha most of them lie below
 * the smallest double. StrictMath gives the same bits on every machine.
 */
final class BetaSampler {
  private BetaSampler() {}

  static double symmetric(double alpha, RandomStream random) {
    double logX = logGamma(alpha, random);
    double logY = logGamma(alpha, random);
    return 1 / (1 + StrictMath.exp(logY - logX));
  }

  /** The logarithm of a gamma variable of this shape and scale 1. */
  private static double logGamma(double shape, RandomStream random) {
    double d = shape + 1 - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double z = normal(random);
      double root = 1 + c * z;
      if (root > 0) {
        double logV = 3 * StrictMath.log(root);
        double bound = 0.5 * z * z + d - d * root * root * root + d * logV;
        if (logUniform(random) < bound) {
          return StrictMath.log(d) + logV + logUniform(random) / shape;
        }
      }
    }
  }

  /** Of mean 0 and variance 1, by Box and Muller's formula. */
  private static double normal(RandomStream random) {
    double radius = Math.sqrt(-2 * logUniform(random));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /** The logarithm of a number uniform in (0, 1]. */
  private static double logUniform(RandomStream random) {
    return StrictMath.log(1 - random.nextDouble());
  }
}
