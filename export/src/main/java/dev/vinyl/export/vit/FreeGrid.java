package dev.vinyl.export.vit;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;

/**
 * The patches of images of any height and width that the patch divides; h and w are the rows and
 * columns of an image when the graph runs. Positions are resampled then, by two products: exact,
 * and the same in every runtime, which ONNX's Resize is not.
 */
final class FreeGrid implements PatchGrid {
  private final GraphBuilder g;
  private final InferenceOperators operators;
  private final VitConfig config;
  private final Value rows; // h, int64 [1]
  private final Value columns; // w, int64 [1]

  /**
   * Takes the sizes of images.
   *
   * @param config the encoder's own size
   * @param image [B, 3, H, W], the graph's first input or made of it
   */
  FreeGrid(GraphBuilder g, VitConfig config, Value image) {
    this.g = g;
    this.operators = new InferenceOperators(g);
    this.config = config;
    Value sizes = g.shapeOf(image);
    Value patch = g.graph().integers(config.patchSize());
    rows = g.div(g.slice(sizes, 0, 2, 3), patch);
    columns = g.div(g.slice(sizes, 0, 3, 4), patch);
  }

  @Override
  public int patches() {
    return (int) Shape.FREE;
  }

  @Override
  public Value patchify(GraphBuilder builder, Value image) {
    Graph graph = g.graph();
    int size = config.patchSize();
    Value edge = graph.integers(size);
    Value channels = graph.integers(VitConfig.CHANNELS);
    Value cut =
        g.reshape(
            image,
            g.concat(0, g.batchSize(), channels, rows, edge, columns, edge),
            Shape.batch(VitConfig.CHANNELS, Shape.FREE, size, Shape.FREE, size));
    return g.reshape(g.transpose(cut, 0, 2, 4, 3, 5, 1), Shape.rows(Shape.FREE, config.patchDim()));
  }

  @Override
  public Value positions(Value own) {
    Value grid = // [h, w, D]
        config.variant().positions() == VitVariant.Positions.SINE_COSINE
            ? SineCosinePositions.of(
                g, config.dim(), operators.indices(rows), operators.indices(columns))
            : resampled(own);
    return g.reshape(grid, Shape.of(1, Shape.FREE, config.dim()));
  }

  /** Sums of rows and columns are resampled like any others, because weights add up to 1. */
  private Value resampled(Value own) {
    int dim = config.dim();
    int ownRows = config.gridHeight();
    int ownColumns = config.gridWidth();
    ResamplingWeights weights =
        new ResamplingWeights(g, config.variant().resampling(), offset(ownRows, ownColumns));
    Value down = weights.of(ownRows, operators.indices(rows), g.cast(rows, DataType.FLOAT));
    Value across =
        weights.of(ownColumns, operators.indices(columns), g.cast(columns, DataType.FLOAT));
    Value lines = g.matMul(down, g.reshape(own, Shape.of(ownRows, (long) ownColumns * dim)));
    return g.matMul(across, g.reshape(lines, Shape.of(Shape.FREE, ownColumns, dim)));
  }

  /** The rule's, but 0 for the encoder's own grid, whose positions stay as they are. */
  private Value offset(int ownRows, int ownColumns) {
    Graph graph = g.graph();
    Value zero = graph.scalar(0f);
    double ofRule = config.variant().resampling().offset();
    if (ofRule == 0) {
      return zero;
    }
    Value offset = graph.scalar((float) ofRule);
    Value sameColumns = g.equal(columns, graph.integers(ownColumns));
    Value sameRows = g.equal(rows, graph.integers(ownRows));
    return g.where(sameRows, g.where(sameColumns, zero, offset), offset);
  }
}
