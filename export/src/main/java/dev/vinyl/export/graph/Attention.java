package dev.vinyl.export.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention of several heads (Vaswani et al., arXiv 1706.03762) over T tokens of length D, by
 * H heads of length K: one operator where the opset has it, else the products and the softmax that
 * it stands for.
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

  /** Of x [T B, D], the weight [3 H K, D] and the bias [3 H K], as rows [T B, H K]. */
  Value of(Value x, Value weight, @Nullable Value bias) {
    long inner = weight.shape().size(0) / 3;
    Checks.that(
        x.rank() == 2
            && x.shape().sameSize(0, Shape.rows(tokens), 0)
            && weight.rank() == 2
            && weight.shape().size(0) == 3 * inner
            && inner % heads == 0
            && x.shape().sameSize(1, weight.shape(), 1)
            && (bias == null || bias.shape().equals(Shape.of(3 * inner))),
        () ->
            "Attention: %s, %s, %d tokens and %d heads do not fit"
                .formatted(x, weight, tokens, heads));
    Value query = project(x, weight, bias, 0, inner);
    Value key = project(x, weight, bias, 1, inner);
    Value value = project(x, weight, bias, 2, inner);
    boolean operator = g.graph().opset() >= Graph.OPSET_WITH_ATTENTION;
    return operator ? fused(query, key, value, inner) : plain(query, key, value, inner);
  }

  /** One of queries, keys and values: x by its third of the weight, as rows [T B, H K]. */
  private Value project(Value x, Value weight, @Nullable Value bias, long third, long inner) {
    // cutting the weight moves far less memory than cutting what it gives
    long start = third * inner;
    @Nullable Value part = bias == null ? null : g.slice(bias, 0, start, start + inner);
    return g.linear(x, g.slice(weight, 0, start, start + inner), part);
  }

  private Value fused(Value query, Value key, Value value, long inner) {
    Shape images = Shape.batch(tokens, inner);
    List<Value> inputs =
        List.of(g.reshape(query, images), g.reshape(key, images), g.reshape(value, images));
    Map<String, Object> attributes =
        Map.of("q_num_heads", (long) heads, "kv_num_heads", (long) heads, "scale", scale);
    Value mixed =
        g.graph().emit("", "Attention", inputs, DataType.FLOAT, images, attributes).output();
    return g.reshape(mixed, Shape.rows(tokens, inner));
  }

  private Value plain(Value query, Value key, Value value, long inner) {
    Value scores = g.matMul(ofHeads(query, inner), false, ofHeads(key, inner), true, scale);
    Value mixed = g.matMul(g.softmax(scores), ofHeads(value, inner)); // [B, H, T, K]
    return g.reshape(g.transpose(mixed, 0, 2, 1, 3), Shape.rows(tokens, inner));
  }

  /** Rows as [B, H, T, K]. */
  private Value ofHeads(Value rows, long inner) {
    Shape apart = Shape.batch(tokens, heads, inner / heads);
    return g.transpose(g.reshape(rows, apart), 0, 2, 1, 3);
  }
}
