package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.ParameterSpec;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws the initial values of parameters. Each parameter has a random stream of its own that
 * follows from the seed and its name, so that another head does not change the encoder.
 */
public final class Initializers {
  private Initializers() {}

  /** Draws all values as the paper does; see the other method. */
  public static ParameterSet draw(List<ParameterSpec> specs, long seed) {
    return draw(specs, Initialization.PAPER, seed);
  }

  /** Draws all values; the same seed gives the same bits on every machine. */
  public static ParameterSet draw(List<ParameterSpec> specs, Initialization first, long seed) {
    return ParameterSet.of(specs.stream().map(s -> draw(s, first.of(s), seed)).toList());
  }

  private static Parameter draw(ParameterSpec spec, Initializer initializer, long seed) {
    long[] sizes = spec.sizes();
    float[] values = new float[Math.toIntExact(Arrays.stream(sizes).reduce(1, (a, b) -> a * b))];
    fill(values, initializer, new SplittableRandom(streamSeed(seed, spec.name())));
    return new Parameter(spec.name(), sizes, values);
  }

  private static void fill(float[] values, Initializer initializer, SplittableRandom random) {
    if (initializer instanceof Initializer.Constant constant) {
      Arrays.fill(values, constant.value());
    } else if (initializer instanceof Initializer.Uniform uniform) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) ((2 * random.nextDouble() - 1) * uniform.bound());
      }
    } else if (initializer instanceof Initializer.Normal normal) {
      for (int i = 0; i < values.length; i++) {
        values[i] = (float) (gaussian(random) * normal.standardDeviation());
      }
    }
  }

  /** Box and Muller's transform; StrictMath, so that every machine draws the same bits. */
  private static double gaussian(SplittableRandom random) {
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * random.nextDouble());
  }

  /** FNV-1a over the name (64 bits), mixed with the seed. */
  private static long streamSeed(long seed, String name) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < name.length(); i++) {
      hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
    }
    return hash ^ (seed * 0x9e3779b97f4a7c15L);
  }
}
