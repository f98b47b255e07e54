package dev.vinyl.export.graph;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Operators that only models for use need, and that have no gradients; beside those of a {@link
 * GraphBuilder}, with the same checks.
 */
public final class InferenceOperators {
  private final GraphBuilder g;

  /** Writes into the graph of a builder. */
  public InferenceOperators(GraphBuilder g) {
    this.g = g;
  }

  /** The largest value over an axis, which stays with size 1. */
  public Value reduceMax(Value x, int axis) {
    return g.reduce("ReduceMax", x, axis);
  }

  /** The index of the largest value over an axis, the lower of equal ones; int64, without it. */
  public Value argMax(Value x, int axis) {
    int normal = Checks.fixedAxis("ArgMax", x, axis);
    Map<String, Object> attributes = Map.of("axis", (long) normal, "keepdims", 0L);
    return g.graph()
        .emit("", "ArgMax", List.of(x), DataType.INT64, x.shape().without(normal), attributes)
        .output();
  }

  /** The sine of x. */
  public Value sin(Value x) {
    return g.graph().emit("", "Sin", List.of(x), x.type(), x.shape(), Map.of()).output();
  }

  /** The larger of x and y, broadcast. */
  public Value max(Value x, Value y) {
    Checks.sameType("Max", x, y);
    Shape shape = Checks.broadcast("Max", x, y);
    return g.graph().emit("", "Max", List.of(x, y), x.type(), shape, Map.of()).output();
  }

  /** Whether x is y or less, bool, broadcast. */
  public Value lessOrEqual(Value x, Value y) {
    Checks.sameType("LessOrEqual", x, y);
    Shape shape = Checks.broadcast("LessOrEqual", x, y);
    return g.graph()
        .emit("", "LessOrEqual", List.of(x, y), DataType.BOOL, shape, Map.of())
        .output();
  }

  /**
   * 0, 1 .. n - 1.
   *
   * @param count n when the graph runs, int64 [1]
   * @return float32 [n]
   */
  public Value indices(Value count) {
    Graph graph = g.graph();
    List<Value> inputs =
        List.of(graph.integerScalar(0), g.reshape(count, Shape.of()), graph.integerScalar(1));
    Value range =
        graph.emit("", "Range", inputs, DataType.INT64, Shape.of(Shape.FREE), Map.of()).output();
    return g.cast(range, DataType.FLOAT);
  }

  /**
   * Images in another size, as OpenCV resizes them.
   *
   * @param x [B, C, h, w] float32, of any height and width
   * @param mode {@code nearest}, {@code linear} or {@code cubic}
   * @return [B, C, height, width]
   */
  public Value resize(Value x, String mode, long height, long width) {
    Checks.that(x.rank() == 4, () -> "Resize takes images, got " + x);
    Map<String, Object> attributes =
        new TreeMap<>(Map.of("mode", mode, "coordinate_transformation_mode", "half_pixel"));
    if (mode.equals("nearest")) {
      attributes.put("nearest_mode", "round_prefer_ceil");
    } else if (mode.equals("cubic")) {
      attributes.put("cubic_coeff_a", -0.75f);
    }
    Value firstTwo = g.slice(g.shapeOf(x), 0, 0, 2);
    Value sizes = g.concat(0, firstTwo, g.graph().integers(height, width));
    Shape shape = x.shape().with(2, height).with(3, width);
    List<Value> inputs = List.of(x, Value.NONE, Value.NONE, sizes);
    return g.graph().emit("", "Resize", inputs, DataType.FLOAT, shape, attributes).output();
  }
}
