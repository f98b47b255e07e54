package dev.vinyl.export.graph;

import dev.vinyl.export.graph.Graph.Dialect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes operators into a {@link Graph}, one method an operator. Every method checks types and
 * shapes of its inputs and works out the shape of what comes out.
 *
 * <p>All methods throw {@link IllegalArgumentException} with the names and shapes of both sides
 * where inputs do not fit.
 *
 * <pre>{@code
 * GraphBuilder g = new GraphBuilder(new Graph("mlp", 17, Dialect.STANDARD));
 * Value x = g.graph().input("x", DataType.FLOAT, Shape.batch(8));
 * Value w = g.graph().parameter("w", Initializer.linear(8), 3, 8);
 * Value y = g.softmax(g.linear(x, w, null)); // [B, 3]
 * }</pre>
 */
public final class GraphBuilder {
  /** How many numbers are added in one go where a sum is made in parts. */
  private static final long PARTIAL_SUM = 1024;

  private final Graph graph;
  private @Nullable Value batchSize;

  /** Writes into a graph. */
  public GraphBuilder(Graph graph) {
    this.graph = graph;
  }

  /** The graph that is written. */
  public Graph graph() {
    return graph;
  }

  /** x + y, broadcast. */
  public Value add(Value x, Value y) {
    return elementwise("Add", x, y);
  }

  /** x - y, broadcast. */
  public Value sub(Value x, Value y) {
    return elementwise("Sub", x, y);
  }

  /** x * y, broadcast. */
  public Value mul(Value x, Value y) {
    return elementwise("Mul", x, y);
  }

  /** x times a number. */
  public Value mul(Value x, float factor) {
    return mul(x, graph.scalar(factor));
  }

  /** x / y, broadcast. */
  public Value div(Value x, Value y) {
    return elementwise("Div", x, y);
  }

  /** exp(x). */
  public Value exp(Value x) {
    return unary("Exp", x);
  }

  /** The square root of x. */
  public Value sqrt(Value x) {
    return unary("Sqrt", x);
  }

  /** The error function of x. */
  public Value erf(Value x) {
    return unary("Erf", x);
  }

  /** |x|. */
  public Value abs(Value x) {
    return unary("Abs", x);
  }

  /** -1, 0 or 1. */
  public Value sign(Value x) {
    return unary("Sign", x);
  }

  /** -x. */
  public Value neg(Value x) {
    return unary("Neg", x);
  }

  /** Softmax over the last axis. */
  public Value softmax(Value x) {
    return standard("Softmax", List.of(x), x.shape(), Map.of("axis", -1L));
  }

  /** Softmax over an axis. */
  public Value softmax(Value x, int axis) {
    return standard("Softmax", List.of(x), x.shape(), Map.of("axis", (long) axis));
  }

  /** The logarithm of the softmax over the last axis. */
  public Value logSoftmax(Value x) {
    return standard("LogSoftmax", List.of(x), x.shape(), Map.of("axis", -1L));
  }

  /**
   * x * Phi(x) with the normal distribution function Phi, exact (by erf): Hendrycks and Gimpel,
   * arXiv 1606.08415.
   */
  public Value gelu(Value x) {
    if (graph.dialect() != Dialect.STANDARD) {
      return microsoft("Gelu", List.of(x), x.shape(), Map.of());
    }
    Value twicePhi = add(erf(mul(x, (float) Math.sqrt(0.5))), graph.scalar(1f));
    return mul(x, mul(twicePhi, 0.5f));
  }

  /** 1 / (1 + exp(-x)). */
  public Value sigmoid(Value x) {
    return unary("Sigmoid", x);
  }

  /** {@code x sigmoid(x)}: Elfwing et al., arXiv 1702.03118. */
  public Value silu(Value x) {
    return mul(x, sigmoid(x));
  }

  /** {@code x sigmoid(1.702 x)}, nearly {@link #gelu}: Hendrycks and Gimpel, arXiv 1606.08415. */
  public Value quickGelu(Value x) {
    return mul(x, sigmoid(mul(x, 1.702f)));
  }

  /**
   * The same elements in the same order under another shape. Beside the batch, one size may be
   * {@link Shape#FREE}.
   */
  public Value reshape(Value x, Shape shape) {
    Value target =
        shape.isBatchOfOneFree()
            ? concat(0, batchSize(), graph.integers(shape.without(0).reshapeTarget()))
            : graph.integers(shape.reshapeTarget());
    return reshape(x, target, shape);
  }

  /**
   * The same elements in the same order under a shape that is only known when the graph runs.
   *
   * @param target its sizes, int64 [rank]
   * @param shape what is known of it
   */
  public Value reshape(Value x, Value target, Shape shape) {
    Checks.that(x.shape().sameElementCount(shape), () -> "Reshape: %s to %s".formatted(x, shape));
    return graph.emit("", "Reshape", List.of(x, target), x.type(), shape, Map.of()).output();
  }

  /** How many images there are when the graph runs, int64 [1]: as the graph's first input says. */
  public Value batchSize() {
    if (batchSize == null) {
      batchSize = slice(shapeOf(graph.inputs().get(0)), 0, 0, 1);
    }
    return batchSize;
  }

  /** With its axes in another order. */
  public Value transpose(Value x, int... order) {
    Map<String, Object> attributes =
        Map.of("perm", IntStream.of(order).mapToLong(i -> i).toArray());
    Shape shape = x.shape().permute(order);
    return graph.emit("", "Transpose", List.of(x), x.type(), shape, attributes).output();
  }

  /** Matrix product over the last two axes; the axes before are broadcast. */
  public Value matMul(Value a, Value b) {
    return matMul(a, false, b, false, 1);
  }

  /**
   * {@code alpha * op(a) op(b)} over the last two axes, where op transposes those if asked; the
   * axes before are broadcast.
   */
  public Value matMul(Value a, boolean transposeA, Value b, boolean transposeB, float alpha) {
    Shape shape = Checks.matMulShape(a, transposeA, b, transposeB);
    boolean plain = !transposeA && !transposeB && alpha == 1;
    if (graph.dialect() != Dialect.STANDARD && !plain) {
      Map<String, Object> attributes =
          Map.of("transA", transposeA ? 1L : 0L, "transB", transposeB ? 1L : 0L, "alpha", alpha);
      return microsoft("FusedMatMul", List.of(a, b), shape, attributes);
    }
    Value left = transposeA ? transposeLastTwo(a) : a;
    Value right = transposeB ? transposeLastTwo(b) : b;
    Value product = standard("MatMul", List.of(left, right), shape, Map.of());
    return alpha == 1 ? product : mul(product, alpha);
  }

  private Value transposeLastTwo(Value x) {
    int[] order = IntStream.range(0, x.rank()).toArray();
    order[x.rank() - 2] = x.rank() - 1;
    order[x.rank() - 1] = x.rank() - 2;
    return transpose(x, order);
  }

  /**
   * {@code op(a) op(b) + c} of matrices, where op transposes if asked.
   *
   * @param c [columns], added to every row; null for none
   */
  public Value gemm(Value a, boolean transposeA, Value b, boolean transposeB, @Nullable Value c) {
    Checks.that(a.rank() == 2 && b.rank() == 2, () -> "Gemm takes matrices, got " + a + ", " + b);
    Shape shape = Checks.matMulShape(a, transposeA, b, transposeB);
    List<Value> inputs = new ArrayList<>(List.of(a, b));
    if (c != null) {
      Checks.that(
          c.rank() == 1 && c.shape().sameSize(0, shape, 1),
          () -> "Gemm: the bias %s does not fit the product %s".formatted(c, shape));
      inputs.add(c);
    }
    Map<String, Object> attributes = new TreeMap<>();
    if (transposeA) {
      attributes.put("transA", 1L);
    }
    if (transposeB) {
      attributes.put("transB", 1L);
    }
    return standard("Gemm", inputs, shape, attributes);
  }

  /**
   * PyTorch's Linear on rows.
   *
   * @param x [rows, in]
   * @param weight [out, in]
   * @param bias [out], or null for none
   * @return [rows, out]
   */
  public Value linear(Value x, Value weight, @Nullable Value bias) {
    return gemm(x, false, weight, true, bias);
  }

  /**
   * (x - mean) / sqrt(variance + epsilon) * scale + bias over the last axis, with the biased
   * variance: Ba, Kiros and Hinton, arXiv 1607.06450.
   *
   * @param x [..., D]
   * @param scale [D]
   * @param bias [D]
   */
  public Value layerNorm(Value x, Value scale, Value bias, float epsilon) {
    for (Value v : List.of(scale, bias)) {
      Checks.that(
          v.rank() == 1 && v.shape().sameSize(0, x.shape(), x.rank() - 1),
          () -> "LayerNormalization: %s does not fit the last axis of %s".formatted(v, x));
    }
    if (graph.opset() < 17) { // which brought the operator
      Value centred = sub(x, reduceMean(x, -1));
      Value variance = reduceMean(mul(centred, centred), -1);
      Value standardDeviation = unary("Sqrt", add(variance, graph.scalar(epsilon)));
      return add(mul(div(centred, standardDeviation), scale), bias);
    }
    Map<String, Object> attributes = Map.of("axis", -1L, "epsilon", epsilon);
    return standard("LayerNormalization", List.of(x, scale, bias), x.shape(), attributes);
  }

  /**
   * {@link #layerNorm} of values that lie far from zero for how little they differ, such as the
   * pixels of a flat bright patch. Their mean, which the norm removes anyway, is taken off before:
   * ONNX Runtime's kernel loses digits of such a variance.
   */
  public Value centredLayerNorm(Value x, Value scale, Value bias, float epsilon) {
    return layerNorm(sub(x, reduceMean(x, -1)), scale, bias, epsilon);
  }

  /**
   * Self-attention of several heads, {@code softmax(q k^T scale) v} for each, with q, k and v the
   * thirds of {@code x weight^T}; the middle is one operator from opset 23 on, which has no
   * gradient.
   *
   * @param x [T B, D]: T tokens of each image
   * @param weight [3 H K, D]: queries, keys and values of all heads
   * @param bias [3 H K], added to them; null for none
   * @param heads H
   * @return [T B, H K]
   */
  public Value attention(
      Value x, int tokens, Value weight, @Nullable Value bias, int heads, float scale) {
    return new Attention(this, tokens, heads, scale).of(x, weight, bias);
  }

  /** The sum over axes, which stay with size 1. */
  public Value reduceSum(Value x, int... axes) {
    Shape shape = Checks.reducedShape(x, axes);
    List<Value> inputs = List.of(x, graph.integers(normalAxes(x, axes)));
    return standard("ReduceSum", inputs, shape, Map.of("keepdims", 1L));
  }

  /** The mean over axes, which stay with size 1. */
  public Value reduceMean(Value x, int... axes) {
    return reduce("ReduceMean", x, axes);
  }

  /** Opset 18 made an input of the attribute that says which axes. */
  Value reduce(String operator, Value x, int... axes) {
    Shape shape = Checks.reducedShape(x, axes);
    long[] normal = normalAxes(x, axes);
    return graph.opset() < 18
        ? standard(operator, List.of(x), shape, Map.of("keepdims", 1L, "axes", normal))
        : standard(operator, List.of(x, graph.integers(normal)), shape, Map.of("keepdims", 1L));
  }

  private static long[] normalAxes(Value x, int... axes) {
    return IntStream.of(axes).mapToLong(a -> x.shape().normalizeAxis(a)).toArray();
  }

  /** Joined along an axis of fixed size. */
  public Value concat(int axis, Value... parts) {
    Shape shape = Checks.concatShape(axis, parts);
    Map<String, Object> attributes = Map.of("axis", (long) parts[0].shape().normalizeAxis(axis));
    return graph
        .emit("", "Concat", Arrays.asList(parts), parts[0].type(), shape, attributes)
        .output();
  }

  /**
   * The elements from start (inclusive) to end (exclusive) along an axis that does not grow with
   * the batch.
   */
  public Value slice(Value x, int axis, long start, long end) {
    int normal = Checks.fixedAxis("Slice", x, axis);
    long size = x.shape().size(normal);
    Checks.that(
        0 <= start && start < end && (end <= size || size == Shape.FREE),
        () -> "Slice: %d..%d is not within axis %d of %s".formatted(start, end, axis, x));
    return slice(x, normal, start, end, end - start);
  }

  /** The elements from start (inclusive) on along an axis that does not grow with the batch. */
  public Value sliceFrom(Value x, int axis, long start) {
    int normal = Checks.fixedAxis("Slice", x, axis);
    long size = x.shape().size(normal);
    return size == Shape.FREE
        ? slice(x, normal, start, Long.MAX_VALUE, Shape.FREE)
        : slice(x, normal, start, size);
  }

  private Value slice(Value x, int axis, long start, long end, long size) {
    List<Value> inputs =
        List.of(x, graph.integers(start), graph.integers(end), graph.integers(axis));
    return graph.emit("", "Slice", inputs, x.type(), x.shape().with(axis, size), Map.of()).output();
  }

  /**
   * The slices at the given indices along an axis of fixed size.
   *
   * @param indices int64 [n], each 0..size-1
   */
  public Value gather(Value x, Value indices, int axis) {
    int normal = Checks.fixedAxis("Gather", x, axis);
    Checks.that(
        indices.type() == DataType.INT64 && indices.rank() == 1,
        () -> "Gather takes a list of int64 indices, got " + indices);
    Shape shape = x.shape().with(normal, indices.shape(), 0);
    return graph
        .emit("", "Gather", List.of(x, indices), x.type(), shape, Map.of("axis", (long) normal))
        .output();
  }

  /** x where the condition holds, else y; all broadcast. */
  public Value where(Value condition, Value x, Value y) {
    Checks.that(
        condition.type() == DataType.BOOL, () -> "Where takes a bool condition: " + condition);
    Checks.sameType("Where", x, y);
    Shape shape = Checks.broadcast("Where", x, y);
    Shape all = Checks.broadcast("Where", condition.toString(), condition.shape(), shape);
    return graph.emit("", "Where", List.of(condition, x, y), x.type(), all, Map.of()).output();
  }

  /** Whether elements are equal, bool, broadcast. */
  public Value equal(Value x, Value y) {
    Checks.sameType("Equal", x, y);
    Shape shape = Checks.broadcast("Equal", x, y);
    return graph.emit("", "Equal", List.of(x, y), DataType.BOOL, shape, Map.of()).output();
  }

  /** The same values as another type. */
  public Value cast(Value x, DataType type) {
    Map<String, Object> attributes = Map.of("to", (long) type.onnxCode());
    return graph.emit("", "Cast", List.of(x), type, x.shape(), attributes).output();
  }

  /** x repeated to another value's shape, whatever the batch. */
  public Value expandLike(Value x, Value other) {
    Shape shape = Checks.broadcast("Expand", x.toString(), x.shape(), other.shape());
    Checks.that(shape.equals(other.shape()), () -> "Expand: %s to %s".formatted(x, other));
    return graph.emit("", "Expand", List.of(x, shapeOf(other)), x.type(), shape, Map.of()).output();
  }

  /** The sizes of x as they are when the graph runs, int64 [rank]. */
  public Value shapeOf(Value x) {
    return graph
        .emit("", "Shape", List.of(x), DataType.INT64, Shape.of(x.rank()), Map.of())
        .output();
  }

  /** The number of elements of x when the graph runs, float32 scalar. */
  public Value elementCount(Value x) {
    Value size = graph.emit("", "Size", List.of(x), DataType.INT64, Shape.of(), Map.of()).output();
    return cast(size, DataType.FLOAT);
  }

  /**
   * One at the index, zero elsewhere, along a new last axis.
   *
   * @param indices int64
   * @return float32 [..., depth]
   */
  public Value oneHot(Value indices, long depth) {
    Shape shape = Checks.append(indices.shape(), depth);
    List<Value> inputs =
        List.of(indices, graph.integerScalar(depth), graph.tensor(new float[] {0, 1}, 2));
    return standard("OneHot", inputs, shape, Map.of("axis", -1L));
  }

  /**
   * Mean cross entropy of class logits against class indices; positions whose index is {@code
   * ignoreIndex} count neither in the sum nor in the mean, which is 0 where all are ignored.
   *
   * @param logits [N, C] or [N, C, d1, ...]
   * @param labels int64 [N] or [N, d1, ...], each 0..C-1 or ignoreIndex
   * @return a scalar
   */
  public Value crossEntropy(Value logits, Value labels, long ignoreIndex) {
    Checks.that(
        labels.type() == DataType.INT64 && labels.shape().equals(logits.shape().without(1)),
        () -> "SoftmaxCrossEntropyLoss: int64 labels %s for %s".formatted(labels, logits));
    // the operator's own mean is one long sum, see sumOfAll
    Map<String, Object> attributes = Map.of("reduction", "none", "ignore_index", ignoreIndex);
    Value each =
        standard("SoftmaxCrossEntropyLoss", List.of(logits, labels), labels.shape(), attributes);
    Value ignored = equal(labels, graph.integerScalar(ignoreIndex));
    Value counted = where(ignored, graph.scalar(0f), graph.scalar(1f));
    return div(sumOfAll(each), sumOfAllOrOne(counted));
  }

  /**
   * The sum of all elements, in partial sums: within an image's innermost axes first, over the
   * batch last. ONNX Runtime adds single-precision numbers one after the other, and millions of
   * them in one go are wrong by a hundredth.
   *
   * @return a scalar
   */
  public Value sumOfAll(Value x) {
    Value sum = x;
    if (x.rank() > 0 && x.shape().isBatch(0) && x.shape().size(0) > 1) {
      long[] ofImage = IntStream.range(0, x.rank()).mapToLong(x.shape()::size).toArray();
      sum = reshape(x, Shape.batch(ofImage));
    }
    int end = sum.rank();
    while (end > 0) {
      int start = end - 1;
      long terms = sum.shape().size(start);
      while (start > 0
          && !sum.shape().isBatch(start - 1)
          && terms * sum.shape().size(start - 1) <= PARTIAL_SUM) {
        terms *= sum.shape().size(--start);
      }
      sum = reduceSum(sum, IntStream.range(start, end).toArray());
      end = start;
    }
    return reshape(sum, Shape.of());
  }

  /** {@link #sumOfAll}, but 1 where that is 0: what counts are divided by. */
  public Value sumOfAllOrOne(Value counts) {
    Value sum = sumOfAll(counts);
    return where(equal(sum, graph.scalar(0f)), graph.scalar(1f), sum);
  }

  private Value elementwise(String operator, Value x, Value y) {
    Checks.sameType(operator, x, y);
    Shape shape = Checks.broadcast(operator, x, y);
    return graph.emit("", operator, List.of(x, y), x.type(), shape, Map.of()).output();
  }

  private Value unary(String operator, Value x) {
    return graph.emit("", operator, List.of(x), x.type(), x.shape(), Map.of()).output();
  }

  private Value standard(
      String operator, List<Value> inputs, Shape shape, Map<String, Object> attributes) {
    return graph.emit("", operator, inputs, DataType.FLOAT, shape, attributes).output();
  }

  private Value microsoft(
      String operator, List<Value> inputs, Shape shape, Map<String, Object> attributes) {
    return graph
        .emit(Graph.MICROSOFT, operator, inputs, DataType.FLOAT, shape, attributes)
        .output();
  }
}
