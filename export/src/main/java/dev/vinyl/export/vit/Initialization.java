package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.ParameterSpec;

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

  /** How this parameter's values are drawn. */
  Initializer of(ParameterSpec spec) {
    boolean head = !spec.name().startsWith(TrainableModel.ENCODER_PREFIX);
    if (head && zeroHead) {
      return Initializer.zeros();
    }
    return spec.initializer() instanceof Initializer.Normal // positions and single tokens
        ? new Initializer.Normal((float) positionStandardDeviation)
        : spec.initializer();
  }
}
