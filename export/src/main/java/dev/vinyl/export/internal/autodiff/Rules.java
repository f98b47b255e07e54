package dev.vinyl.export.internal.autodiff;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The gradient rule of each operator: elementwise, shape and reduction ones; see also NeuralRules.
 */
final class Rules {
  /** Whole numbers, truth values and steps: their derivative is zero or has no meaning. */
  private static final Set<String> STOPS = Set.of("Equal", "OneHot", "Shape", "Sign", "Size");

  /** A rule, and the attributes that it honours; a node with any other is refused. */
  private record Known(GradientRule rule, Set<String> attributes) {}

  private static final Map<String, Known> RULES =
      Map.ofEntries(
          rule("Add", Rules::add),
          rule("Sub", Rules::sub),
          rule("Mul", Rules::mul),
          rule("Div", Rules::div),
          rule("Neg", p -> p.give(0, p.ops().neg(p.outputGradient()))),
          rule("Exp", p -> p.give(0, p.ops().mul(p.outputGradient(), p.output()))),
          rule("Sqrt", Rules::sqrt),
          rule("Abs", Rules::abs),
          rule("Erf", Rules::erf),
          rule("Sigmoid", Rules::sigmoid),
          rule("Reshape", Rules::reshape, "allowzero"),
          rule("Transpose", Rules::transpose, "perm"),
          rule("Concat", Rules::concat, "axis"),
          rule("Slice", Rules::slice),
          rule("Gather", Rules::gather, "axis"),
          rule("Expand", p -> p.giveUnbroadcast(0, p.outputGradient())),
          rule("Where", Rules::where),
          rule("ReduceSum", Rules::reduceSum, "keepdims", "noop_with_empty_axes"),
          rule("ReduceMean", Rules::reduceMean, "axes", "keepdims", "noop_with_empty_axes"),
          rule("MatMul", NeuralRules::matMul),
          rule("FusedMatMul", NeuralRules::matMul, "alpha", "transA", "transB"),
          rule("Gemm", NeuralRules::gemm, "alpha", "beta", "transA", "transB"),
          rule("LayerNormalization", NeuralRules::layerNorm, "axis", "epsilon"),
          rule("Softmax", NeuralRules::softmax, "axis"),
          rule("LogSoftmax", NeuralRules::logSoftmax, "axis"),
          rule("Gelu", NeuralRules::gelu, "approximate"),
          rule("SoftmaxCrossEntropyLoss", NeuralRules::crossEntropy, "ignore_index", "reduction"));

  private Rules() {}

  private static Map.Entry<String, Known> rule(
      String operator, GradientRule rule, String... attributes) {
    return Map.entry(operator, new Known(rule, Set.of(attributes)));
  }

  /**
   * The rule of a node.
   *
   * @throws UnsupportedOperationException if there is none, or it would ignore an attribute
   */
  static GradientRule of(Node node) {
    Known known = RULES.get(node.operator());
    if (known == null) {
      throw new UnsupportedOperationException("no gradient rule for " + node);
    }
    for (String attribute : new TreeSet<>(node.attributes().keySet())) {
      if (!known.attributes().contains(attribute)) {
        throw refused(node, "the attribute " + attribute);
      }
    }
    return known.rule();
  }

  /** The attributes that each operator's rule honours, by operator. */
  static Map<String, Set<String>> honoured() {
    Map<String, Set<String>> honoured = new TreeMap<>();
    RULES.forEach((operator, known) -> honoured.put(operator, known.attributes()));
    return honoured;
  }

  /** For a rule that cannot honour what a node asks for. */
  static UnsupportedOperationException refused(Node node, String what) {
    return new UnsupportedOperationException(
        "the gradient rule of %s does not know %s: %s".formatted(node.operator(), what, node));
  }

  /** A cast between kinds of floats has a derivative; it has no rule and is refused. */
  static boolean passesGradient(Node node) {
    return node.operator().equals("Cast")
        ? isFloat(node.input(0)) && isFloat(node.output())
        : !STOPS.contains(node.operator());
  }

  private static boolean isFloat(Value value) {
    return value.type() == DataType.FLOAT || value.type() == DataType.FLOAT16;
  }

  /** An attribute that names an axis of a value, counted from the front. */
  static int axis(Node node, long otherwise, Value of) {
    return of.shape().normalizeAxis(Math.toIntExact(node.attribute("axis", otherwise)));
  }

  private static void add(BackwardPass p) {
    p.giveUnbroadcast(0, p.outputGradient());
    p.giveUnbroadcast(1, p.outputGradient());
  }

  private static void sub(BackwardPass p) {
    p.giveUnbroadcast(0, p.outputGradient());
    if (p.wants(1)) {
      p.giveUnbroadcast(1, p.ops().neg(p.outputGradient()));
    }
  }

  private static void mul(BackwardPass p) {
    for (int i = 0; i < 2; i++) {
      if (p.wants(i)) {
        p.giveUnbroadcast(i, p.ops().mul(p.outputGradient(), p.input(1 - i)));
      }
    }
  }

  /** d(x/y) = dx / y - (x/y) dy / y. */
  private static void div(BackwardPass p) {
    Value scaled = p.ops().div(p.outputGradient(), p.input(1));
    p.giveUnbroadcast(0, scaled);
    if (p.wants(1)) {
      p.giveUnbroadcast(1, p.ops().neg(p.ops().mul(scaled, p.output())));
    }
  }

  /** d sqrt(x) = dx / (2 sqrt(x)). */
  private static void sqrt(BackwardPass p) {
    p.give(0, p.ops().div(p.ops().mul(p.outputGradient(), 0.5f), p.output()));
  }

  private static void abs(BackwardPass p) {
    p.give(0, p.ops().mul(p.outputGradient(), p.ops().sign(p.input(0))));
  }

  /** d erf(x) = 2/sqrt(pi) exp(-x^2) dx. */
  private static void erf(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value x = p.input(0);
    Value bell = g.mul(g.exp(g.neg(g.mul(x, x))), (float) (2 / Math.sqrt(Math.PI)));
    p.give(0, g.mul(p.outputGradient(), bell));
  }

  /** d sigmoid(x) = y (1 - y) dx. */
  private static void sigmoid(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value y = p.output();
    p.give(0, g.mul(p.outputGradient(), g.mul(y, g.sub(g.graph().scalar(1f), y))));
  }

  private static void reshape(BackwardPass p) {
    p.give(0, p.ops().reshape(p.outputGradient(), p.input(0).shape()));
  }

  private static void transpose(BackwardPass p) {
    int rank = p.input(0).rank();
    int[] order =
        p.node().attributes().containsKey("perm")
            ? LongStream.of(p.node().attributeList("perm")).mapToInt(Math::toIntExact).toArray()
            : IntStream.range(0, rank).map(i -> rank - 1 - i).toArray(); // as ONNX has it
    p.give(0, p.ops().transpose(p.outputGradient(), inverse(order)));
  }

  private static void concat(BackwardPass p) {
    int axis = axis(p.node(), 0, p.output());
    long start = 0;
    for (int i = 0; i < p.node().inputs().size(); i++) {
      long end = start + p.input(i).shape().size(axis);
      if (p.wants(i)) {
        p.give(i, p.ops().slice(p.outputGradient(), axis, start, end));
      }
      start = end;
    }
  }

  /** Zeros around the gradient, where the slice left elements out. */
  private static void slice(BackwardPass p) {
    Shape whole = p.input(0).shape();
    int inputs = p.node().inputs().size();
    if (inputs < 4 || longs(p, 3).length != 1 || (inputs > 4 && longs(p, 4)[0] != 1)) {
      throw refused(p.node(), "anything but consecutive elements along one axis");
    }
    int axis = whole.normalizeAxis(Math.toIntExact(longs(p, 3)[0]));
    long size = whole.size(axis);
    long start = within(size, longs(p, 1)[0]);
    long[] pads = new long[2 * whole.rank()];
    pads[axis] = start;
    pads[whole.rank() + axis] = size - within(size, longs(p, 2)[0]);
    List<Value> padded = List.of(p.outputGradient(), p.ops().graph().integers(pads));
    p.give(0, p.ops().graph().emit("", "Pad", padded, DataType.FLOAT, whole, Map.of()).output());
  }

  /** An index as Slice reads it: negative ones count from the back, those beyond are the end. */
  private static long within(long size, long index) {
    return Math.max(0, Math.min(size, index < 0 ? index + size : index));
  }

  private static long[] longs(BackwardPass p, int input) {
    return p.ops().graph().constantValues(p.input(input));
  }

  private static void gather(BackwardPass p) {
    Value x = p.input(0);
    Value indices = p.input(1);
    int axis = axis(p.node(), 0, x);
    GraphBuilder g = p.ops();
    if (p.useKernels()) {
      List<Value> inputs = List.of(g.shapeOf(x), indices, p.outputGradient());
      p.give(0, p.kernel("GatherGrad", inputs, x.shape(), Map.of("axis", (long) axis)));
      return;
    }
    if (indices.rank() != 1) {
      throw refused(p.node(), "indices that are no list");
    }
    // a product with the one-hot rows of the indices adds up what was taken several times
    int[] toBack = moveToBack(axis, x.rank());
    Value oneHot = g.oneHot(indices, x.shape().size(axis));
    Value back = g.matMul(g.transpose(p.outputGradient(), toBack), oneHot);
    p.give(0, g.transpose(back, inverse(toBack)));
  }

  private static int[] moveToBack(int axis, int rank) {
    return IntStream.concat(IntStream.range(0, rank).filter(i -> i != axis), IntStream.of(axis))
        .toArray();
  }

  private static int[] inverse(int[] order) {
    return IntStream.range(0, order.length)
        .map(i -> Arrays.stream(order).boxed().toList().indexOf(i))
        .toArray();
  }

  private static void where(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value zero = g.graph().scalar(0f);
    if (p.wants(1)) {
      p.giveUnbroadcast(1, g.where(p.input(0), p.outputGradient(), zero));
    }
    if (p.wants(2)) {
      p.giveUnbroadcast(2, g.where(p.input(0), zero, p.outputGradient()));
    }
  }

  private static void reduceSum(BackwardPass p) {
    p.give(0, p.ops().expandLike(withReducedAxes(p, p.outputGradient()), p.input(0)));
  }

  private static void reduceMean(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value share = g.div(g.elementCount(p.output()), g.elementCount(p.input(0)));
    Value gradient = g.mul(p.outputGradient(), share);
    p.give(0, g.expandLike(withReducedAxes(p, gradient), p.input(0)));
  }

  /** The gradient of a reduction with its axes back at size 1, where they are not kept. */
  private static Value withReducedAxes(BackwardPass p, Value gradient) {
    if (p.node().attribute("keepdims", 1L) == 1) {
      return gradient;
    }
    Shape kept = p.input(0).shape();
    for (long axis : reducedAxes(p)) {
      kept = kept.with(kept.normalizeAxis(Math.toIntExact(axis)), 1);
    }
    return gradient.shape().equals(kept) ? gradient : p.ops().reshape(gradient, kept);
  }

  /** Up to opset 17 some reductions name their axes in an attribute, later all by an input. */
  private static long[] reducedAxes(BackwardPass p) {
    Node node = p.node();
    long[] named = {};
    if (node.attributes().containsKey("axes")) {
      named = node.attributeList("axes");
    } else if (node.inputs().size() > 1) {
      named = longs(p, 1);
    }
    boolean all = named.length == 0 && node.attribute("noop_with_empty_axes", 0L) == 0;
    return all ? LongStream.range(0, p.input(0).rank()).toArray() : named;
  }
}
