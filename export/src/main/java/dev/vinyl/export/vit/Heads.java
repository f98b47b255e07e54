package dev.vinyl.export.vit;

import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Initializer;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import org.jspecify.annotations.Nullable;

/** What encoder and heads are made of. */
final class Heads {
  private Heads() {}

  /** Refuses a number of classes that labels beside {@link TrainableModel#IGNORED} cannot name. */
  static void checkLabelledClasses(int classes) {
    if (classes < 2 || classes > TrainableModel.IGNORED) {
      throw new IllegalArgumentException(
          "classes must be 2..%d, got %d".formatted(TrainableModel.IGNORED, classes));
    }
  }

  /** [B, 3, H, W] to [N B, P P 3]: a patch's values in the order row, column, channel. */
  static Value patchify(GraphBuilder g, VitConfig config, Value image) {
    int rows = config.gridHeight();
    int columns = config.gridWidth();
    int size = config.patchSize();
    Value cut = g.reshape(image, Shape.batch(VitConfig.CHANNELS, rows, size, columns, size));
    return g.reshape(
        g.transpose(cut, 0, 2, 4, 3, 5, 1), Shape.rows(config.patches(), config.patchDim()));
  }

  /**
   * Patches as {@link #patchify} cuts them, put back together.
   *
   * @param patches [N B, P P 3]
   * @return [B, 3, imageHeight, imageWidth]
   */
  static Value unpatchify(GraphBuilder g, VitConfig config, Value patches) {
    int rows = config.gridHeight();
    int columns = config.gridWidth();
    int size = config.patchSize();
    Value cut = g.reshape(patches, Shape.batch(rows, columns, size, size, VitConfig.CHANNELS));
    return g.reshape(g.transpose(cut, 0, 5, 1, 3, 2, 4), config.imageShape());
  }

  /** One linear layer on each patch token: tokens [B, N, D] to rows [N B, out]. */
  static Value onEachPatch(GraphBuilder g, VitConfig config, Value tokens, String name, int out) {
    Value rows = g.reshape(tokens, Shape.rows(config.patches(), config.dim()));
    return linear(g, rows, name, config.dim(), out, true);
  }

  /**
   * What brings a row of {@code size} values to one of {@code target}: a matrix [target, size].
   * Linear, outer edges coincide, as PyTorch's {@code interpolate(mode="bilinear",
   * align_corners=False)} along one axis.
   */
  static Value interpolation(GraphBuilder g, int size, int target) {
    float[] weights = new float[target * size];
    for (int i = 0; i < target; i++) {
      double x = Math.max(0, Math.min(size - 1, (i + 0.5) * size / target - 0.5));
      int before = (int) x;
      int after = Math.min(size - 1, before + 1);
      weights[i * size + before] += (float) (1 - (x - before));
      weights[i * size + after] += (float) (x - before);
    }
    return g.graph().tensor(weights, target, size);
  }

  /** PyTorch's Linear with its own initialisation: x [rows, in] to [rows, out]. */
  static Value linear(GraphBuilder g, Value x, String name, int in, int out, boolean bias) {
    Initializer initializer = Initializer.linear(in);
    Value weight = g.graph().parameter(name + ".weight", initializer, out, in);
    @Nullable Value offset = bias ? g.graph().parameter(name + ".bias", initializer, out) : null;
    return g.linear(x, weight, offset);
  }
}
