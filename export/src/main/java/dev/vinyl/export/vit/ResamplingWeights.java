package dev.vinyl.export.vit;

import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.InferenceOperators;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;

/**
 * What {@link PositionResampling} does along one axis, written into a graph: a matrix [n, m] that
 * brings m patches to n, where n is only known when the graph runs. Where n is m and the offset 0,
 * it is exactly the identity.
 */
final class ResamplingWeights {
  private final GraphBuilder g;
  private final InferenceOperators operators;
  private final PositionResampling rule;
  private final Value offset;

  /**
   * Follows a rule.
   *
   * @param offset added to n, a scalar or [1]
   */
  ResamplingWeights(GraphBuilder g, PositionResampling rule, Value offset) {
    this.g = g;
    this.operators = new InferenceOperators(g);
    this.rule = rule;
    this.offset = offset;
  }

  /**
   * The matrix.
   *
   * @param before m
   * @param indices 0 .. n - 1, float32 [n]
   * @param now n, float32 [1]
   */
  Value of(int before, Value indices, Value now) {
    Graph graph = g.graph();
    Value half = graph.scalar(0.5f);
    Value target = g.reshape(indices, Shape.of(Shape.FREE, 1));
    Value stretched = g.mul(g.add(target, half), (float) before);
    Value x = g.sub(g.div(stretched, g.add(now, offset)), half); // [n, 1]
    return rule == PositionResampling.ANTIALIAS
        ? antialiased(x, before, now)
        : repeatingEdges(x, before);
  }

  /** Patches beyond an edge are counted first, and then given to the edge. */
  private Value repeatingEdges(Value x, int before) {
    int reach = PositionResampling.REACH;
    int all = before + 2 * reach;
    float[] edges = new float[all * before];
    for (int i = 0; i < all; i++) {
      edges[i * before + Math.max(0, Math.min(before - 1, i - reach))] = 1;
    }
    Value weights = kernel(g.abs(g.sub(x, places(-reach, all)))); // [n, m + 4]
    return g.matMul(weights, g.graph().tensor(edges, all, before));
  }

  /** Patches beyond an edge are left out. */
  private Value antialiased(Value x, int before, Value now) {
    Graph graph = g.graph();
    Value shrinking = g.div(graph.scalar((float) before), now);
    Value stretch = operators.max(shrinking, graph.scalar(1f)); // [1]
    Value weights = kernel(g.div(g.abs(g.sub(x, places(0, before))), stretch));
    return g.div(weights, g.reduceSum(weights, 1));
  }

  /** So many old patches from the first on, [1, count]. */
  private Value places(int first, int count) {
    float[] places = new float[count];
    for (int i = 0; i < count; i++) {
      places[i] = first + i;
    }
    return g.graph().tensor(places, 1, count);
  }

  /** The weight at a distance, as {@link PositionResampling} has it. */
  private Value kernel(Value d) {
    Graph graph = g.graph();
    float a = (float) rule.a();
    Value steep = g.sub(g.mul(d, a + 2), graph.scalar(a + 3));
    Value near = g.add(g.mul(steep, g.mul(d, d)), graph.scalar(1f));
    Value slope = g.add(g.mul(g.sub(g.mul(d, a), graph.scalar(5 * a)), d), graph.scalar(8 * a));
    Value far = g.sub(g.mul(slope, d), graph.scalar(4 * a));
    Value within = operators.lessOrEqual(d, graph.scalar((float) PositionResampling.REACH));
    Value other = g.where(within, far, graph.scalar(0f));
    return g.where(operators.lessOrEqual(d, graph.scalar(1f)), near, other);
  }
}
