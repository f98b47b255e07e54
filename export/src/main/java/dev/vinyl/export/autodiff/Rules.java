package dev.vinyl.export.autodiff;

import dev.vinyl.export.graph.ElementType;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Node;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The gradient rule of each operator: elementwise, shape and reduction ones; see also NeuralRules.
 */
final class Rules {
  /** Whole numbers, truth values and steps: their derivative is zero or has no meaning. */
  private static final Set<String> STOPS =
      Set.of("Cast", "Equal", "OneHot", "Shape", "Sign", "Size");

  private static final Map<String, GradientRule> RULES =
      Map.ofEntries(
          Map.entry("Add", Rules::add),
          Map.entry("Sub", Rules::sub),
          Map.entry("Mul", Rules::mul),
          Map.entry("Div", Rules::div),
          Map.entry("Neg", p -> p.give(0, p.ops().neg(p.outputGradient()))),
          Map.entry("Exp", p -> p.give(0, p.ops().mul(p.outputGradient(), p.output()))),
          Map.entry("Abs", Rules::abs),
          Map.entry("Erf", Rules::erf),
          Map.entry("Reshape", Rules::reshape),
          Map.entry("Transpose", Rules::transpose),
          Map.entry("Concat", Rules::concat),
          Map.entry("Slice", Rules::slice),
          Map.entry("Split", Rules::split),
          Map.entry("Gather", Rules::gather),
          Map.entry("Expand", p -> p.giveUnbroadcast(0, p.outputGradient())),
          Map.entry("Where", Rules::where),
          Map.entry(
              "ReduceSum", p -> p.give(0, p.ops().expandLike(p.outputGradient(), p.input(0)))),
          Map.entry("ReduceMean", Rules::reduceMean),
          Map.entry("MatMul", NeuralRules::matMul),
          Map.entry("FusedMatMul", NeuralRules::matMul),
          Map.entry("Gemm", NeuralRules::gemm),
          Map.entry("LayerNormalization", NeuralRules::layerNorm),
          Map.entry("Softmax", NeuralRules::softmax),
          Map.entry("LogSoftmax", NeuralRules::logSoftmax),
          Map.entry("Gelu", NeuralRules::gelu),
          Map.entry("Dropout", NeuralRules::dropout),
          Map.entry("SoftmaxCrossEntropyLoss", NeuralRules::crossEntropy));

  private Rules() {}

  static GradientRule of(Node node) {
    GradientRule rule = RULES.get(node.operator());
    if (rule == null) {
      throw new UnsupportedOperationException("no gradient rule for " + node);
    }
    return rule;
  }

  static boolean passesGradient(Node node) {
    return !STOPS.contains(node.operator());
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

  private static void reshape(BackwardPass p) {
    p.give(0, p.ops().reshape(p.outputGradient(), p.input(0).shape()));
  }

  private static void transpose(BackwardPass p) {
    long[] order = p.node().attributeList("perm");
    int[] inverse = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      inverse[(int) order[i]] = i;
    }
    p.give(0, p.ops().transpose(p.outputGradient(), inverse));
  }

  private static void concat(BackwardPass p) {
    int axis = (int) p.node().attribute("axis", 0);
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
    int axis = (int) longs(p, 3)[0];
    long start = longs(p, 1)[0];
    long[] pads = new long[2 * whole.rank()];
    pads[axis] = start;
    pads[whole.rank() + axis] = whole.size(axis) - longs(p, 2)[0];
    List<Value> inputs = List.of(p.outputGradient(), p.ops().graph().integers(pads));
    p.give(0, p.ops().graph().emit("", "Pad", inputs, ElementType.FLOAT, whole, Map.of()).output());
  }

  private static long[] longs(BackwardPass p, int input) {
    return p.ops().graph().constantValues(p.input(input));
  }

  private static void split(BackwardPass p) {
    int axis = (int) p.node().attribute("axis", 0);
    Value[] parts =
        IntStream.range(0, p.node().outputs().size())
            .mapToObj(i -> outputGradientOrZeros(p, i))
            .toArray(Value[]::new);
    p.give(0, p.ops().concat(axis, parts));
  }

  private static Value outputGradientOrZeros(BackwardPass p, int index) {
    Value gradient = p.outputGradient(index);
    if (gradient != null) {
      return gradient;
    }
    Value part = Objects.requireNonNull(p.node().outputs().get(index));
    return p.ops().expandLike(p.ops().graph().scalar(0f), part);
  }

  private static void gather(BackwardPass p) {
    Value x = p.input(0);
    Value indices = p.input(1);
    int axis = (int) p.node().attribute("axis", 0);
    GraphBuilder g = p.ops();
    if (p.useKernels()) {
      List<Value> inputs = List.of(g.shapeOf(x), indices, p.outputGradient());
      p.give(0, p.kernel("GatherGrad", inputs, x.shape(), Map.of("axis", (long) axis)));
      return;
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

  private static void reduceMean(BackwardPass p) {
    GraphBuilder g = p.ops();
    Value share = g.div(g.elementCount(p.output()), g.elementCount(p.input(0)));
    p.give(0, g.expandLike(g.mul(p.outputGradient(), share), p.input(0)));
  }
}
