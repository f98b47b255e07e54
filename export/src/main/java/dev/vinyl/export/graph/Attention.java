package dev.vinyl.export.graph;

import dev.vinyl.export.graph.Graph.Dialect;
import java.util.List;
import java.util.Map;

/**
 * Self-attention of several heads (Vaswani et al., arXiv 1706.03762) over T tokens of length D, by
 * H heads of length K: one operator of ONNX Runtime's, or the products and the softmax that it
 * stands for.
 */
final class Attention {
  private final GraphBuilder g;
  private final int tokens;
  private final int heads;
  private final float scale;

  Attention(GraphBuilder g, int tokens, int heads, float scale) {
    this.g = g;
    this.tokens = tokens;
    this.heads = heads;
    this.scale = scale;
  }

  /** Of x [T B, D] and the weight [3 H K, D], as rows [T B, H K]. */
  Value of(Value x, Value weight) {
    long inner = weight.shape().size(0) / 3;
    Checks.that(
        x.rank() == 2
            && x.shape().sameSize(0, Shape.rows(tokens), 0)
            && weight.rank() == 2
            && weight.shape().size(0) == 3 * inner
            && inner % heads == 0
            && x.shape().sameSize(1, weight.shape(), 1),
        () ->
            "Attention: %s, %s, %d tokens and %d heads do not fit"
                .formatted(x, weight, tokens, heads));
    Value mixed =
        g.graph().dialect() == Dialect.ONNX_RUNTIME_FUSED
            ? fused(x, weight, inner)
            : plain(x, weight, inner);
    return g.reshape(mixed, Shape.rows(tokens, inner));
  }

  private Value fused(Value x, Value weight, long inner) {
    Shape images = Shape.batch(tokens, x.shape().size(1));
    Value input = g.reshape(x, images);
    Map<String, Object> attributes =
        Map.of(
            "num_heads",
            (long) heads,
            "qkv_hidden_sizes",
            new long[] {inner, inner, inner},
            "scale",
            scale);
    // ONNX Runtime 1.24.1 reads the optional bias without looking whether there is one
    Value noBias = g.graph().tensor(new float[Math.toIntExact(3 * inner)], 3 * inner);
    List<Value> inputs = List.of(input, g.transpose(weight, 1, 0), noBias);
    return g.graph()
        .emit(
            Graph.MICROSOFT, "Attention", inputs, DataType.FLOAT, images.with(2, inner), attributes)
        .output();
  }

  private Value plain(Value x, Value weight, long inner) {
    Value query = project(x, weight, 0, inner);
    Value key = project(x, weight, 1, inner);
    Value value = project(x, weight, 2, inner);
    Value scores = g.matMul(query, false, key, true, scale); // [B, H, T, T]
    Value mixed = g.matMul(g.softmax(scores), value); // [B, H, T, K]
    return g.transpose(mixed, 0, 2, 1, 3); // [B, T, H, K]
  }

  /**
   * One of queries, keys and values: x by its third of the weight, as [B, H, T, K]. Cutting the
   * weight moves far less memory than cutting what it gives.
   */
  private Value project(Value x, Value weight, long third, long inner) {
    Value part = g.slice(weight, 0, third * inner, (third + 1) * inner);
    Shape apart = Shape.batch(tokens, heads, inner / heads);
    return g.transpose(g.reshape(g.linear(x, part, null), apart), 0, 2, 1, 3);
  }
}
