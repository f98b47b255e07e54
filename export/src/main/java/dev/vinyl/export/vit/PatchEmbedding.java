package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;

/**
 * Makes a token of each patch by a product with its pixels, between two norms in ViNy. Without the
 * norms it is what other vision transformers do by a convolution as wide as its step, whose kernel
 * [D, 3, P, P] has its axes moved to [D, P, P, 3].
 */
final class PatchEmbedding {
  private PatchEmbedding() {}

  /**
   * Declares the parameters and embeds, without positions.
   *
   * @param image [B, 3, H, W]
   * @return [B, N, D]
   */
  static Value of(Layers layers, VitConfig config, PatchGrid grid, Value image) {
    VitVariant variant = config.variant();
    Value patches = grid.patchify(layers.graph(), image); // [N B, P P 3]
    Value pixels =
        variant.patchNorms()
            ? layers.centredLayerNorm(patches, "to_patch_embedding.1", config.patchDim())
            : patches;
    Value token =
        layers.linear(
            pixels, "to_patch_embedding.2", config.patchDim(), config.dim(), variant.patchBias());
    Value embedded =
        variant.patchNorms()
            ? layers.layerNorm(token, "to_patch_embedding.3", config.dim())
            : token;
    return layers.graph().reshape(embedded, Shape.batch(grid.patches(), config.dim()));
  }
}
