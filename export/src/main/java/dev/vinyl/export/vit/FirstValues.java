package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.ParameterSpec;

/**
 * How the values with which training begins differ from the paper's. The graph knows nothing of
 * them.
 *
 * @param positionDeviation standard deviation of the position embedding, above 0
 * @param zeroHead whether all that stands on the encoder begins at 0 and not at PyTorch's values; a
 *     classifier, of pixels too, then begins with every class equally likely
 */
public record FirstValues(double positionDeviation, boolean zeroHead) {

  /** The paper's: positions from N(0, 1), every linear layer as PyTorch's Linear. */
  public static final FirstValues PAPER = new FirstValues(1, false);

  /** Checks the deviation. */
  public FirstValues {
    if (!(positionDeviation > 0 && Double.isFinite(positionDeviation))) {
      throw new IllegalArgumentException(
          "positionDeviation must be above 0, got " + positionDeviation);
    }
  }

  /** How this parameter's values are drawn. */
  Initializer of(ParameterSpec spec) {
    if (spec.name().equals(TrainableModel.ENCODER_PREFIX + VisionTransformer.POSITIONS)) {
      return new Initializer.Normal((float) positionDeviation);
    }
    boolean head = !spec.name().startsWith(TrainableModel.ENCODER_PREFIX);
    return head && zeroHead ? Initializer.zeros() : spec.initializer();
  }
}
