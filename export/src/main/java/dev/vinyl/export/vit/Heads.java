package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import org.jspecify.annotations.Nullable;

/** What stands on an encoder in one stage and is dropped before the next. */
final class Heads {
  private Heads() {}

  /**
   * A linear layer on each patch token, read as classes x P x P pixels and put back together.
   *
   * @param tokens [B, N, D]
   * @return class logits of each pixel, [B, classes, imageSize, imageSize]
   */
  static Value segmentation(GraphBuilder g, VitConfig config, Value tokens, int classes) {
    int grid = config.gridSize();
    int size = config.patchSize();
    Value rows = g.reshape(tokens, Shape.rows(config.patches(), config.dim()));
    Value pixels = linear(g, rows, "mlp", config.dim(), classes * size * size, true);
    Value patches = g.reshape(pixels, Shape.batch(grid, grid, classes, size, size));
    return g.reshape(
        g.transpose(patches, 0, 3, 1, 4, 2, 5),
        Shape.batch(classes, config.imageSize(), config.imageSize()));
  }

  /** PyTorch's Linear with its own initialisation: x [rows, in] to [rows, out]. */
  static Value linear(GraphBuilder g, Value x, String name, int in, int out, boolean bias) {
    Initializer initializer = Initializer.linear(in);
    Value weight = g.graph().parameter(name + ".weight", initializer, out, in);
    @Nullable Value offset = bias ? g.graph().parameter(name + ".bias", initializer, out) : null;
    return g.linear(x, weight, offset);
  }
}
