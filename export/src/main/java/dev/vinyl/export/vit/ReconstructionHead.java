package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.Map;

/**
 * A linear decoder that learns to reconstruct masked patches: SimMIM (Xie et al., arXiv
 * 2111.09886).
 *
 * <p>The model takes a second input, {@code masked} [B, N, 1] float32, exactly 1 where a patch is
 * hidden and 0 where it is not; at least one patch of a batch is hidden, and as many of each image
 * where a batch is run in parts. The loss is the mean absolute error over the pixels of the hidden
 * patches alone. Output {@code reconstruction} [B, 3, H, W]: what the decoder predicts for every
 * patch, in the values of {@code image}.
 *
 * <p>Parameters {@code mask_token} [D] and {@code decoder.*}. The mask token's initial values are
 * drawn from N(0, 1), like those of the positions that are added to it and as vit-pytorch draws
 * them; SimMIM's own code has a standard deviation of 0.02.
 *
 * @param normalizedTargets whether a patch's pixels are predicted in standard deviations from the
 *     patch's own mean, as in MAE (He et al., arXiv 2111.06377), so that the model has to find
 *     structure and not brightness; the reconstruction given out has mean and deviation of the
 *     patch that is in the image
 * @param lossDivisor the loss is divided by this once more, at least 1; with the number of hidden
 *     patches of an image it is that of the paper's public code
 */
public record ReconstructionHead(boolean normalizedTargets, int lossDivisor)
    implements DecoderHead {
  private static final String MASKED = "masked";
  private static final String MASK_TOKEN = "mask_token";
  private static final float SMALLEST_VARIANCE = 1e-6f; // MAE's, for patches of one colour

  /** Checks the divisor. */
  public ReconstructionHead {
    if (lossDivisor < 1) {
      throw new IllegalArgumentException("lossDivisor must be at least 1, got " + lossDivisor);
    }
  }

  /** SimMIM's: pixels as they are, and their mean absolute error. */
  public ReconstructionHead() {
    this(false, 1);
  }

  @Override
  public String task() {
    return ModelTask.RECONSTRUCT;
  }

  /** 0: it has no classes. */
  @Override
  public int classes() {
    return 0;
  }

  @Override
  public boolean owns(String parameter) {
    return parameter.equals(MASK_TOKEN) || parameter.startsWith("decoder.");
  }

  /** With the mask token in the place of each hidden patch. */
  @Override
  public Value tokens(GraphBuilder g, VisionTransformer encoder, Value image) {
    VitConfig sizes = encoder.config();
    Value masked = g.graph().input(MASKED, DataType.FLOAT, Shape.batch(sizes.patches(), 1));
    Value maskToken = g.graph().parameter(MASK_TOKEN, new Initializer.Normal(1), sizes.dim());
    Value isMasked = g.equal(masked, g.graph().scalar(1f));
    return encoder.encode(g.where(isMasked, maskToken, encoder.embedPatches(image)));
  }

  /** What is predicted for every patch, [N B, P P 3]. */
  @Override
  public Value decode(GraphBuilder g, VitConfig sizes, Value tokens) {
    return Heads.onEachPatch(g, sizes, tokens, "decoder", sizes.patchDim());
  }

  @Override
  public Value loss(GraphBuilder g, VitConfig sizes, Value image, Value decoded) {
    Value patches = Heads.patchify(g, sizes, image); // [N B, P P 3]
    Value target = normalizedTargets ? Patches.of(g, patches).normalized(g) : patches;
    Value error = g.abs(g.sub(decoded, target));
    Value masked = g.reshape(g.graph().input(MASKED), Shape.rows(sizes.patches(), 1));
    Value ofPatch = g.reduceMean(error, 1); // [N B, 1]
    Value mean = g.div(g.sumOfAll(g.mul(ofPatch, masked)), g.sumOfAll(masked));
    return lossDivisor == 1 ? mean : g.mul(mean, 1f / lossDivisor);
  }

  @Override
  public Map<String, Value> outputs(GraphBuilder g, VitConfig sizes, Value decoded) {
    Value patches =
        normalizedTargets
            ? Patches.of(g, Heads.patchify(g, sizes, g.graph().input(EncoderDecoder.IMAGE)))
                .restored(g, decoded)
            : decoded;
    return Map.of("reconstruction", Heads.unpatchify(g, sizes, patches));
  }

  /**
   * Pixels about their patch's mean, and the patch's mean and standard deviation over all of its
   * pixels and channels.
   */
  private record Patches(Value centred, Value mean, Value deviation) {
    /**
     * @param patches [N B, P P 3]
     */
    static Patches of(GraphBuilder g, Value patches) {
      Value mean = g.reduceMean(patches, 1); // [N B, 1]
      Value centred = g.sub(patches, mean);
      Value variance = g.reduceMean(g.mul(centred, centred), 1);
      return new Patches(
          centred, mean, g.sqrt(g.add(variance, g.graph().scalar(SMALLEST_VARIANCE))));
    }

    Value normalized(GraphBuilder g) {
      return g.div(centred, deviation);
    }

    Value restored(GraphBuilder g, Value normalized) {
      return g.add(g.mul(normalized, deviation), mean);
    }
  }
}
