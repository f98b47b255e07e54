package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.runtime.model.ModelTask;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Encoder and linear decoder that learn to reconstruct masked patches: SimMIM (Xie et al., arXiv
 * 2111.09886).
 *
 * <p>Inputs {@code image} [B, 3, S, S] float32 and {@code masked} [B, N, 1] float32, exactly 1
 * where a patch is hidden and 0 where it is not; at least one patch of a batch is hidden, and as
 * many of each image where a batch is run in parts. The loss is the mean absolute error over the
 * pixels of the hidden patches alone. Prediction {@code reconstruction} [B, 3, S, S]: what the
 * decoder predicts for every patch, in the values of {@code image}.
 *
 * <p>Parameters {@code encoder.*}, {@code mask_token} [D] and {@code decoder.*}. The mask token's
 * initial values are drawn from N(0, 1), like those of the positions that are added to it and as
 * vit-pytorch draws them; SimMIM's own code has a standard deviation of 0.02.
 *
 * @param config sizes of the encoder
 */
public record MaskedImageModel(VitConfig config) implements TrainableModel, InferenceModel {
  static final String MASK_TOKEN = "mask_token";

  /** 0: it has no classes. */
  @Override
  public int classes() {
    return 0;
  }

  @Override
  public String task() {
    return ModelTask.RECONSTRUCT;
  }

  @Override
  public Outputs build(GraphBuilder g, @Nullable Value branchScales) {
    Value image = g.graph().input("image", DataType.FLOAT, config.imageShape());
    Value masked = maskInput(g);
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX, branchScales);
    Value decoded = decode(g, encoder, image, masked);
    Value error = g.abs(g.sub(decoded, encoder.patchify(image))); // [N B, P P 3]
    return new Outputs(
        meanOverMasked(g, error, masked),
        Map.of("reconstruction", Heads.unpatchify(g, config, decoded)));
  }

  /** Takes {@code masked} as a second input. */
  @Override
  public Map<String, Value> forward(GraphBuilder g, Value image) {
    VisionTransformer encoder = new VisionTransformer(g, config, ENCODER_PREFIX);
    Value decoded = decode(g, encoder, image, maskInput(g));
    return Map.of("reconstruction", Heads.unpatchify(g, config, decoded));
  }

  private Value maskInput(GraphBuilder g) {
    return g.graph().input("masked", DataType.FLOAT, Shape.batch(config.patches(), 1));
  }

  /** What the decoder predicts for every patch, [N B, P P 3]. */
  private Value decode(GraphBuilder g, VisionTransformer encoder, Value image, Value masked) {
    Value maskToken = g.graph().parameter(MASK_TOKEN, new Initializer.Normal(1), config.dim());
    Value isMasked = g.equal(masked, g.graph().scalar(1f));
    Value visible = g.where(isMasked, maskToken, encoder.embedPatches(image)); // [B, N, D]
    return Heads.onEachPatch(g, config, encoder.encode(visible), "decoder", config.patchDim());
  }

  private Value meanOverMasked(GraphBuilder g, Value error, Value masked) {
    Value rows = g.reshape(masked, Shape.rows(config.patches(), 1));
    Value ofPatch = g.reduceMean(error, 1); // [N B, 1]
    return g.div(g.sumOfAll(g.mul(ofPatch, rows)), g.sumOfAll(rows));
  }
}
