package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import org.jspecify.annotations.Nullable;

/** What stands on an encoder in one stage and is dropped before the next. */
final class Heads {
  private Heads() {}

  /** Refuses a number of classes that labels beside {@link TrainableModel#IGNORED} cannot name. */
  static void checkLabelledClasses(int classes) {
    if (classes < 2 || classes > TrainableModel.IGNORED) {
      throw new IllegalArgumentException(
          "classes must be 2..%d, got %d".formatted(TrainableModel.IGNORED, classes));
    }
  }

  /**
   * A linear layer on each patch token, read as classes x P x P pixels and put back together.
   *
   * @param tokens [B, N, D]
   * @return class logits of each pixel, [B, classes, imageSize, imageSize]
   */
  static Value segmentation(GraphBuilder g, VitConfig config, Value tokens, int classes) {
    int grid = config.gridSize();
    int size = config.patchSize();
    Value pixels = onEachPatch(g, config, tokens, "mlp", classes * size * size);
    Value patches = g.reshape(pixels, Shape.batch(grid, grid, classes, size, size));
    return g.reshape(
        g.transpose(patches, 0, 3, 1, 4, 2, 5),
        Shape.batch(classes, config.imageSize(), config.imageSize()));
  }

  /**
   * Patches as {@link VisionTransformer#patchify} cuts them, put back together.
   *
   * @param patches [N B, P P 3]
   * @return [B, 3, imageSize, imageSize]
   */
  static Value unpatchify(GraphBuilder g, VitConfig config, Value patches) {
    int grid = config.gridSize();
    int size = config.patchSize();
    Value cut = g.reshape(patches, Shape.batch(grid, grid, size, size, VitConfig.CHANNELS));
    return g.reshape(g.transpose(cut, 0, 5, 1, 3, 2, 4), config.imageShape());
  }

  /** One linear layer on each patch token: tokens [B, N, D] to rows [N B, out]. */
  static Value onEachPatch(GraphBuilder g, VitConfig config, Value tokens, String name, int out) {
    Value rows = g.reshape(tokens, Shape.rows(config.patches(), config.dim()));
    return linear(g, rows, name, config.dim(), out, true);
  }

  /** PyTorch's Linear with its own initialisation: x [rows, in] to [rows, out]. */
  static Value linear(GraphBuilder g, Value x, String name, int in, int out, boolean bias) {
    Initializer initializer = Initializer.linear(in);
    Value weight = g.graph().parameter(name + ".weight", initializer, out, in);
    @Nullable Value offset = bias ? g.graph().parameter(name + ".bias", initializer, out) : null;
    return g.linear(x, weight, offset);
  }
}
