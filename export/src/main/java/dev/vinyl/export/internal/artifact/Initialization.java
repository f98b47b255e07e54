package dev.vinyl.export.internal.artifact;

import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the values with which training begins differ from the paper's. The graph knows nothing of
 * them.
 *
 * @param positionStandardDeviation standard deviation of the position embedding and of the class
 *     and mask tokens, which are added to it, above 0
 * @param zeroHead whether all that stands on the encoder begins at 0 and not at PyTorch's values; a
 *     classifier, of pixels too, then begins with every class equally likely
 */
public record Initialization(double positionStandardDeviation, boolean zeroHead) {

  /** The paper's: positions from N(0, 1), every linear layer as PyTorch's Linear. */
  public static final Initialization PAPER = new Initialization(1, false);

  /** Checks the standard deviation. */
  public Initialization {
    if (!(positionStandardDeviation > 0 && Double.isFinite(positionStandardDeviation))) {
      throw new IllegalArgumentException(
          "positionStandardDeviation must be above 0, got " + positionStandardDeviation);
    }
  }

  /**
   * Draws all values; the same seed gives the same bits on every machine. Each parameter has a
   * random stream of its own that follows from the seed and its name, so that another head does not
   * change the encoder.
   */
  public ParameterSet draw(List<ParameterSpec> specs, long seed) {
    return ParameterSet.of(specs.stream().map(s -> draw(s, of(s), seed)).toList());
  }

  /** How this parameter's values are drawn. */
  private Initializer of(ParameterSpec spec) {
    boolean head = !spec.name().startsWith(TrainableModel.ENCODER_PREFIX);
    if (head && zeroHead) {
      return Initializer.zeros();
    }
    return spec.initializer() instanceof Initializer.Normal // positions and single tokens
        ? new Initializer.Normal((float) positionStandardDeviation)
        : spec.initializer();
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
