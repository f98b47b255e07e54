package dev.vinyl.export.internal.autodiff;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The gradient rules of what neural networks are made of: products, norms, activations, losses. */
final class NeuralRules {
  private NeuralRules() {}

  /** A product {@code op(a) op(b)}, where op transposes if asked. */
  private interface Product {
    Value of(Value a, boolean transposeA, Value b, boolean transposeB);
  }

  static void matMul(BackwardPass p) {
    float alpha = p.node().attribute("alpha", 1f);
    productGradients(p, (a, ta, b, tb) -> p.ops().matMul(a, ta, b, tb, alpha));
  }

  static void gemm(BackwardPass p) {
    GraphBuilder g = p.ops();
    float alpha = p.node().attribute("alpha", 1f);
    float beta = p.node().attribute("beta", 1f);
    productGradients(p, (a, ta, b, tb) -> times(g, alpha, g.gemm(a, ta, b, tb, null)));
    if (p.wants(2)) {
      p.giveUnbroadcast(2, times(g, beta, p.outputGradient()));
    }
  }

  private static Value times(GraphBuilder g, float factor, Value x) {
    return factor == 1 ? x : g.mul(x, factor);
  }

  /** Of C = op(A) op(B): dA = dC op(B)^T and dB = op(A)^T dC, or those transposed. */
  private static void productGradients(BackwardPass p, Product product) {
    Value a = p.input(0);
    Value b = p.input(1);
    Value dc = p.outputGradient();
    boolean ta = p.node().attribute("transA", 0L) == 1;
    boolean tb = p.node().attribute("transB", 0L) == 1;
    if (p.wants(0)) {
      p.giveUnbroadcast(0, ta ? product.of(b, tb, dc, true) : product.of(dc, false, b, !tb));
    }
    if (p.wants(1)) {
      p.giveUnbroadcast(1, tb ? product.of(dc, true, a, ta) : product.of(a, !ta, dc, false));
    }
  }

  static void layerNorm(BackwardPass p) {
    Value x = p.input(0);
    int[] axes = IntStream.range(Rules.axis(p.node(), -1, x), x.rank()).toArray();
    Shape rowStatistics = x.shape();
    for (int axis : axes) {
      rowStatistics = rowStatistics.with(axis, 1);
    }
    Value mean = p.extraOutput(1, DataType.FLOAT, rowStatistics);
    Value inverseStandardDeviation = p.extraOutput(2, DataType.FLOAT, rowStatistics);
    if (p.useKernels() && p.wants(0)) {
      layerNormKernel(p, axes[0], mean, inverseStandardDeviation);
    } else { // the kernel works out dx too, wanted or not, and that is most of its time
      layerNormStandard(p, axes, mean, inverseStandardDeviation);
    }
  }

  private static void layerNormKernel(
      BackwardPass p, int axis, Value mean, Value inverseStandardDeviation) {
    Graph graph = p.ops().graph();
    Value x = p.input(0);
    Value scale = p.input(1);
    List<Value> inputs = List.of(p.outputGradient(), x, scale, mean, inverseStandardDeviation);
    Node node =
        graph.emit(
            Graph.MICROSOFT,
            "LayerNormalizationGrad",
            inputs,
            DataType.FLOAT,
            x.shape(),
            Map.of("axis", (long) axis));
    p.give(0, node.output());
    p.give(1, graph.output(node, 1, DataType.FLOAT, scale.shape()));
    p.give(2, graph.output(node, 2, DataType.FLOAT, scale.shape()));
  }

  /**
   * With n = (x - mean) / std and s = scale dy: dx = (s - mean(s) - n mean(s n)) / std, means over
   * the normalized axes.
   */
  private static void layerNormStandard(
      BackwardPass p, int[] axes, Value mean, Value inverseStandardDeviation) {
    GraphBuilder g = p.ops();
    Value dy = p.outputGradient();
    Value normal = g.mul(g.sub(p.input(0), mean), inverseStandardDeviation);
    if (p.wants(0)) {
      Value s = g.mul(dy, p.input(1));
      Value centred = g.sub(s, g.reduceMean(s, axes));
      Value projected = g.mul(normal, g.reduceMean(g.mul(s, normal), axes));
      p.give(0, g.mul(g.sub(centred, projected), inverseStandardDeviation));
    }
    if (p.wants(1)) {
      p.giveUnbroadcast(1, g.mul(dy, normal));
    }
    p.giveUnbroadcast(2, dy);
  }

  /** dx = y (dy - sum(y dy)). */
  static void softmax(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value y = p.output();
    Value dy = p.outputGradient();
    int axis = Rules.axis(p.node(), -1, y);
    if (p.useKernels()) {
      p.give(0, p.kernel("SoftmaxGrad_13", List.of(dy, y), y.shape(), Map.of("axis", (long) axis)));
      return;
    }
    Value weighted = g.mul(dy, y);
    p.give(0, g.sub(weighted, g.mul(y, g.reduceSum(weighted, axis))));
  }

  /** dx = dy - softmax(x) sum(dy). */
  static void logSoftmax(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value y = p.output();
    Value dy = p.outputGradient();
    int axis = Rules.axis(p.node(), -1, y);
    if (p.useKernels()) {
      p.give(
          0, p.kernel("LogSoftmaxGrad_13", List.of(dy, y), y.shape(), Map.of("axis", (long) axis)));
      return;
    }
    p.give(0, g.sub(dy, g.mul(g.exp(y), g.reduceSum(dy, axis))));
  }

  /** Of ONNX Runtime's Gelu; in the standard dialect GELU is made of operators with own rules. */
  static void gelu(BackwardPass p) {
    if (!p.node().attributes().getOrDefault("approximate", "none").equals("none")) {
      throw Rules.refused(p.node(), "an approximation");
    }
    Value x = p.input(0);
    p.give(0, p.kernel("GeluGrad", List.of(p.outputGradient(), x), x.shape(), Map.of()));
  }

  static void crossEntropy(BackwardPass p) {
    if (p.node().inputs().size() > 2) {
      throw Rules.refused(p.node(), "weights of classes");
    }
    Value logits = p.input(0);
    Value labels = p.input(1);
    Value logProbabilities = p.extraOutput(1, DataType.FLOAT, logits.shape());
    if (p.useKernels()) {
      List<Value> inputs = List.of(p.outputGradient(), logProbabilities, labels);
      p.give(
          0,
          p.kernel("SoftmaxCrossEntropyLossGrad", inputs, logits.shape(), p.node().attributes()));
      return;
    }
    crossEntropyStandard(p, logProbabilities);
  }

  /** The gradient's share of (softmax - one-hot label); zero at ignored positions. */
  private static void crossEntropyStandard(BackwardPass p, Value logProbabilities) {
    GraphBuilder g = p.ops();
    Value labels = p.input(1);
    Value ignored =
        g.equal(labels, g.graph().integerScalar(p.node().attribute("ignore_index", -100L)));
    Value zero = g.graph().scalar(0f);
    Value oneHot = classesToAxisOne(g, g.oneHot(labels, p.input(0).shape().size(1)));
    Value difference = g.sub(g.exp(logProbabilities), oneHot);
    Value mask = g.reshape(ignored, withClassAxis(labels.shape()));
    Value share = crossEntropyShare(p, ignored);
    p.give(0, g.where(mask, zero, g.mul(difference, share)));
  }

  /** What each position's own loss counts for, broadcast to the logits. */
  private static Value crossEntropyShare(BackwardPass p, Value ignored) {
    GraphBuilder g = p.ops();
    Value dy = p.outputGradient();
    Object reduction = p.node().attributes().getOrDefault("reduction", "mean");
    if (reduction.equals("none")) {
      return g.reshape(dy, withClassAxis(ignored.shape()));
    }
    if (reduction.equals("sum")) {
      return dy;
    }
    Value counts = g.where(ignored, g.graph().scalar(0f), g.graph().scalar(1f));
    return g.div(dy, g.sumOfAll(counts));
  }

  /** [N, d1, ..., C] to [N, C, d1, ...]. */
  private static Value classesToAxisOne(GraphBuilder g, Value oneHot) {
    int last = oneHot.rank() - 1;
    return last == 1
        ? oneHot
        : g.transpose(
            oneHot,
            IntStream.rangeClosed(0, last).map(i -> i == 0 ? 0 : i == 1 ? last : i - 1).toArray());
  }

  /** [N, d1, ...] to [N, 1, d1, ...]. */
  private static Shape withClassAxis(Shape labels) {
    return labels.insert(1);
  }
}
