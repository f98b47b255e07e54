package dev.vinyl.export.internal.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient rule against central finite differences, in both dialects, at a batch of 2. */
class GradientRulesTest {
  private static final int BATCH = 2;
  private static final float STEP = 1e-2f;

  /** An expression of float32 inputs of the given shapes. */
  private interface Expression {
    Value of(GraphBuilder g, List<Value> inputs);
  }

  private record Case(String name, int opset, List<Shape> shapes, Expression expression) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, Expression expression, Shape... shapes) {
    return new Case(name, 17, List.of(shapes), expression);
  }

  /** From opset 18 on, means take their axes as an input. */
  private static Case mean(String name, Shape y, Map<String, Object> attributes, long... axes) {
    Expression mean = one(name, "ReduceMean", X, y, attributes, axes).expression();
    return new Case(name, 18, List.of(X), mean);
  }

  private static final Shape X = Shape.batch(3, 4);

  private static List<Case> cases() {
    return List.of(
        of("add", (g, in) -> g.add(g.neg(in.get(0)), in.get(1)), X, X),
        of("add a row", (g, in) -> g.add(in.get(0), in.get(1)), X, Shape.of(4)),
        of("add an image", (g, in) -> g.add(in.get(1), in.get(0)), X, Shape.of(1, 3, 4)),
        of("add a value to itself", (g, in) -> g.add(in.get(0), in.get(0)), X),
        of("sub a column", (g, in) -> g.sub(in.get(0), in.get(1)), X, Shape.of(3, 1)),
        of("mul", (g, in) -> g.mul(in.get(0), in.get(1)), X, Shape.of(3, 1)),
        of("div", (g, in) -> g.div(in.get(0), g.exp(in.get(1))), X, Shape.batch(3, 1)),
        of("neg", (g, in) -> g.neg(in.get(0)), X),
        of("exp", (g, in) -> g.exp(in.get(0)), X),
        of("sqrt", (g, in) -> g.sqrt(g.exp(in.get(0))), X),
        of("erf", (g, in) -> g.erf(in.get(0)), X),
        of("sigmoid", (g, in) -> g.sigmoid(in.get(0)), X),
        of("silu", (g, in) -> g.silu(in.get(0)), X),
        of("quick gelu", (g, in) -> g.quickGelu(in.get(0)), X),
        of("abs", (g, in) -> g.abs(g.add(in.get(0), g.sign(in.get(0)))), X),
        of("gelu", (g, in) -> g.gelu(in.get(0)), X),
        of("softmax", (g, in) -> g.softmax(in.get(0)), X),
        of("log softmax", (g, in) -> g.logSoftmax(in.get(0)), X),
        of("reshape", (g, in) -> g.reshape(in.get(0), Shape.rows(6, 2)), X),
        of("transpose", (g, in) -> g.transpose(in.get(0), 2, 0, 1), X),
        of("concat", (g, in) -> g.concat(1, in.get(0), in.get(1)), X, Shape.batch(2, 4)),
        of("slice", (g, in) -> g.slice(in.get(0), 1, 1, 2), X),
        of("gather axis 0", (g, in) -> gather(g, in, 0, 0, 2, 2), Shape.of(3, 4)),
        of("gather axis 1", (g, in) -> gather(g, in, 1, 2, 0, 2), X),
        of("gather axis 2", (g, in) -> gather(g, in, 2, 3, 3), X),
        of("where", GradientRulesTest::whereOneIsLarger, X, Shape.of(4)),
        of("expand", (g, in) -> g.expandLike(in.get(1), in.get(0)), X, Shape.of(1, 1, 4)),
        of("reduce sum", (g, in) -> g.reduceSum(in.get(0), 0, 2), X),
        of("reduce mean", (g, in) -> g.reduceMean(in.get(0), 1), X),
        of("reduce mean over the batch", (g, in) -> g.reduceMean(in.get(0), 0, -1), X),
        of("matmul", (g, in) -> matMul(g, in, false, false), X, Shape.batch(4, 5)),
        of("matmul A^T", (g, in) -> matMul(g, in, true, false), X, Shape.batch(3, 5)),
        of("matmul B^T", (g, in) -> matMul(g, in, false, true), X, Shape.batch(5, 4)),
        of("matmul A^T B^T", (g, in) -> matMul(g, in, true, true), X, Shape.batch(5, 3)),
        of("matmul by one matrix", (g, in) -> matMul(g, in, false, false), X, Shape.of(4, 5)),
        of("gemm", (g, in) -> gemm(g, in, false, false), Shape.rows(3, 4), Shape.of(4, 5), ROW),
        of("gemm A^T", (g, in) -> gemm(g, in, true, false), Shape.of(4, 3), Shape.of(4, 5), ROW),
        of("gemm B^T", (g, in) -> gemm(g, in, false, true), Shape.rows(3, 4), Shape.of(5, 4), ROW),
        of("gemm A^T B^T", (g, in) -> gemm(g, in, true, true), Shape.of(4, 3), Shape.of(5, 4), ROW),
        of("layer norm", GradientRulesTest::layerNorm, X, Shape.of(4), Shape.of(4)),
        of("layer norm of data", GradientRulesTest::layerNormOfData, Shape.of(4), Shape.of(4)),
        of("cross entropy", (g, in) -> crossEntropy(g, in, 2, 7, 0), Shape.of(3, 4)),
        of("cross entropy of pixels", (g, in) -> pixels(g, in), Shape.of(2, 3, 2, 2)),
        of("soft targets", GradientRulesTest::softCrossEntropy, Shape.batch(4)),
        of("masked absolute error", GradientRulesTest::maskedError, X));
  }

  private static final Shape ROW = Shape.of(5);
  private static final Shape SQUARE = Shape.of(3, 4);
  private static final Shape PIXELS = Shape.of(2, 3, 2, 2);

  /** Every attribute that a rule could ignore, where it matters; {@link #cases} has the others. */
  private static List<Case> attributes() {
    return List.of(
        one("softmax over axis 1", "Softmax", X, X, Map.of("axis", 1L)),
        one("softmax over axis -2", "Softmax", X, X, Map.of("axis", -2L)),
        one("softmax by ONNX's default", "Softmax", X, X, Map.of()),
        one("softmax over the first axis", "Softmax", SQUARE, SQUARE, Map.of("axis", 0L)),
        one("softmax over the batch", "Softmax", X, X, Map.of("axis", -3L)),
        one("log softmax over axis 1", "LogSoftmax", X, X, Map.of("axis", 1L)),
        one("log softmax over axis -3", "LogSoftmax", SQUARE4, SQUARE4, Map.of("axis", -3L)),
        one("transpose by ONNX's default", "Transpose", SQUARE4, SQUARE4.permute(3, 2, 1, 0), NONE),
        one("sum over axes not kept", "ReduceSum", X, Shape.batch(4), NOT_KEPT, 1),
        one("sum over all axes not kept", "ReduceSum", SQUARE, Shape.of(), NOT_KEPT),
        one("sum over all axes kept", "ReduceSum", SQUARE, Shape.of(1, 1), NONE),
        one("sum over no axes", "ReduceSum", SQUARE, SQUARE, NO_AXES),
        one("sum over no axes, not kept", "ReduceSum", SQUARE, SQUARE, NO_AXES_NOT_KEPT),
        mean("mean over axes that are an input", Shape.batch(3), NOT_KEPT, -1),
        mean("mean over no axes", X, NO_AXES),
        mean("mean over no axes, not kept", X, NO_AXES_NOT_KEPT),
        one("sum over axes from behind", "ReduceSum", X, Shape.of(1, 3, 1), NONE, -1, -3),
        one("mean over axes not kept", "ReduceMean", X, Shape.batch(3), MEAN_NOT_KEPT),
        one("mean over all axes not kept", "ReduceMean", SQUARE, Shape.of(), NOT_KEPT),
        gemm("gemm's factors", Map.of("alpha", 0.5f, "beta", 3f)),
        gemm("gemm's beta of 0", Map.of("beta", 0f)),
        of("gemm's factors and transposes", GradientRulesTest::gemmOfAll, TALL, WIDE, COLUMN),
        of("reshape that copies a size", (g, in) -> reshape(g, in, NONE), X),
        of("reshape where 0 is a size", (g, in) -> reshape(g, in, Map.of("allowzero", 1L)), X),
        of("where by a row", GradientRulesTest::whereARowIsLarger, Shape.of(4), X),
        of("expand to a higher rank", (g, in) -> g.expandLike(in.get(1), in.get(0)), X, ROW4),
        fused("fused product's factor", Map.of("alpha", 0.5f)),
        of(
            "layer norm, epsilon",
            (g, in) -> layerNorm(g, in, -1, 0.5f),
            X,
            Shape.of(4),
            Shape.of(4)),
        of("layer norm, two axes", (g, in) -> layerNorm(g, in, 1, 0.1f), X, SQUARE, SQUARE),
        of("layer norm, axis -2", (g, in) -> layerNorm(g, in, -2, 0.1f), X, SQUARE, SQUARE),
        of("layer norm, one scale", GradientRulesTest::layerNormOfAll, SQUARE, SQUARE, SQUARE),
        of("concat, axis -2", GradientRulesTest::concatFromBehind, X, Shape.batch(2, 4)),
        of("slice from behind", (g, in) -> slice(g, in, 2, -3, -1, -1), X),
        of("matmul B^T without a factor", GradientRulesTest::plainProduct, X, Shape.batch(5, 4)),
        of("slice by single steps", GradientRulesTest::sliceByOne, X),
        of("slice beyond the end", (g, in) -> slice(g, in, 3, 1, 99, -1), X),
        of("gather, axis -2", GradientRulesTest::gatherFromBehind, X),
        of("cross entropy, sum", (g, in) -> entropy(g, in, Shape.of(), "sum", 9), PIXELS),
        of("cross entropy, mean", (g, in) -> entropy(g, in, Shape.of(), "mean", 9), PIXELS),
        of("cross entropy, none", (g, in) -> entropy(g, in, LABELS, "none", 9), PIXELS),
        of("cross entropy, ignoring 1", (g, in) -> entropy(g, in, Shape.of(), "mean", 1), PIXELS),
        of("cross entropy by ONNX's defaults", GradientRulesTest::plainEntropy, Shape.of(3, 4)));
  }

  private static final Shape TALL = Shape.of(4, 3);
  private static final Shape WIDE = Shape.of(5, 4);
  private static final Shape COLUMN = Shape.of(3, 1);
  private static final Shape ROW4 = Shape.of(4);
  private static final Shape SQUARE4 = Shape.of(2, 3, 2, 3);
  private static final Shape LABELS = Shape.of(2, 2, 2);
  private static final Map<String, Object> NONE = Map.of();
  private static final Map<String, Object> NOT_KEPT = Map.of("keepdims", 0L);
  private static final Map<String, Object> NO_AXES = Map.of("noop_with_empty_axes", 1L);
  private static final Map<String, Object> NO_AXES_NOT_KEPT =
      Map.of("noop_with_empty_axes", 1L, "keepdims", 0L);
  private static final Map<String, Object> MEAN_NOT_KEPT =
      Map.of("axes", new long[] {-1}, "keepdims", 0L);

  /** One operator of one float input, and of a list of axes where there are any. */
  private static Case one(
      String name,
      String operator,
      Shape x,
      Shape y,
      Map<String, Object> attributes,
      long... axes) {
    return of(
        name,
        (g, in) -> {
          List<Value> inputs = new ArrayList<>(in);
          if (axes.length > 0) {
            inputs.add(g.graph().integers(axes));
          }
          return emit(g, operator, inputs, y, attributes);
        },
        x);
  }

  private static Value emit(
      GraphBuilder g, String operator, List<Value> in, Shape y, Map<String, Object> attributes) {
    return g.graph().emit("", operator, in, DataType.FLOAT, y, attributes).output();
  }

  private static Case gemm(String name, Map<String, Object> attributes) {
    Expression product = (g, in) -> emit(g, "Gemm", in, Shape.of(3, 5), attributes);
    return of(name, product, SQUARE, Shape.of(4, 5), ROW);
  }

  /** Where there are standard operators only, the builder writes the factor as a product. */
  private static Case fused(String name, Map<String, Object> attributes) {
    return of(
        name,
        (g, in) ->
            g.graph().dialect() == Dialect.STANDARD
                ? g.matMul(in.get(0), false, in.get(1), false, 0.5f)
                : g.graph()
                    .emit(
                        Graph.MICROSOFT,
                        "FusedMatMul",
                        in,
                        DataType.FLOAT,
                        Shape.of(3, 5),
                        attributes)
                    .output(),
        SQUARE,
        Shape.of(4, 5));
  }

  private static Value layerNorm(GraphBuilder g, List<Value> in, long axis, float epsilon) {
    Map<String, Object> attributes = Map.of("axis", axis, "epsilon", epsilon);
    return emit(g, "LayerNormalization", in, X, attributes);
  }

  /** Normalized as one row. */
  private static Value layerNormOfAll(GraphBuilder g, List<Value> in) {
    return emit(g, "LayerNormalization", in, SQUARE, Map.of("axis", 0L));
  }

  private static Value gemmOfAll(GraphBuilder g, List<Value> in) {
    Map<String, Object> all = Map.of("alpha", 0.5f, "beta", 3f, "transA", 1L, "transB", 1L);
    return emit(g, "Gemm", in, Shape.of(3, 5), all);
  }

  private static Value reshape(GraphBuilder g, List<Value> in, Map<String, Object> attributes) {
    long first = attributes.isEmpty() ? 0 : BATCH;
    List<Value> inputs = List.of(in.get(0), g.graph().integers(first, -1));
    return emit(g, "Reshape", inputs, Shape.batch(12), attributes);
  }

  private static Value whereARowIsLarger(GraphBuilder g, List<Value> in) {
    Value positive = g.equal(g.sign(in.get(0)), g.graph().scalar(1f)); // [4]
    return g.where(positive, in.get(1), in.get(0));
  }

  private static Value sliceByOne(GraphBuilder g, List<Value> in) {
    Value one = g.graph().integers(1);
    List<Value> inputs = List.of(in.get(0), one, g.graph().integers(3), one, one);
    return emit(g, "Slice", inputs, Shape.batch(2, 4), NONE);
  }

  private static Value concatFromBehind(GraphBuilder g, List<Value> in) {
    return emit(g, "Concat", in, Shape.batch(5, 4), Map.of("axis", -2L));
  }

  private static Value slice(
      GraphBuilder g, List<Value> in, long size, long from, long to, long axis) {
    Graph graph = g.graph();
    List<Value> inputs =
        List.of(in.get(0), graph.integers(from), graph.integers(to), graph.integers(axis));
    return emit(g, "Slice", inputs, Shape.batch(3, size), NONE);
  }

  private static Value gatherFromBehind(GraphBuilder g, List<Value> in) {
    List<Value> inputs = List.of(in.get(0), g.graph().integers(2, 0));
    return emit(g, "Gather", inputs, Shape.batch(2, 4), Map.of("axis", -2L));
  }

  private static Value entropy(
      GraphBuilder g, List<Value> in, Shape y, String reduction, long ignored) {
    Value labels = g.reshape(g.graph().integers(0, 1, 2, 2, 9, 0, 1, 1), LABELS);
    if (ignored != 9) {
      labels = g.reshape(g.graph().integers(0, 1, 2, 2, 1, 0, 1, 1), LABELS);
    }
    Map<String, Object> attributes = Map.of("reduction", reduction, "ignore_index", ignored);
    return emit(g, "SoftmaxCrossEntropyLoss", List.of(in.get(0), labels), y, attributes);
  }

  private static Value plainEntropy(GraphBuilder g, List<Value> in) {
    List<Value> inputs = List.of(in.get(0), g.graph().integers(2, 3, 0));
    return emit(g, "SoftmaxCrossEntropyLoss", inputs, Shape.of(), NONE);
  }

  private static Value gather(GraphBuilder g, List<Value> in, int axis, long... indices) {
    return g.gather(in.get(0), g.graph().integers(indices), axis);
  }

  private static Value whereOneIsLarger(GraphBuilder g, List<Value> in) {
    Value sign = g.sign(in.get(0));
    Value positive = g.equal(sign, g.graph().scalar(1f));
    return g.where(positive, in.get(0), in.get(1));
  }

  private static Value matMul(GraphBuilder g, List<Value> in, boolean ta, boolean tb) {
    return g.matMul(in.get(0), ta, in.get(1), tb, 0.5f);
  }

  private static Value plainProduct(GraphBuilder g, List<Value> in) {
    return g.matMul(in.get(0), false, in.get(1), true, 1);
  }

  private static Value gemm(GraphBuilder g, List<Value> in, boolean ta, boolean tb) {
    return g.gemm(in.get(0), ta, in.get(1), tb, in.get(2));
  }

  private static Value layerNorm(GraphBuilder g, List<Value> in) {
    return g.layerNorm(in.get(0), in.get(1), in.get(2), 1e-5f);
  }

  /** Nobody asks for the gradient of what is normalised. */
  private static Value layerNormOfData(GraphBuilder g, List<Value> in) {
    Value data = g.graph().tensor(new float[] {1, 2, 4, 8, -1, 0, 3, 5}, 2, 4);
    return g.layerNorm(data, in.get(0), in.get(1), 1e-5f);
  }

  private static Value crossEntropy(GraphBuilder g, List<Value> in, long... labels) {
    return g.crossEntropy(in.get(0), g.graph().integers(labels), 7);
  }

  /** Labels of 2 images of 2 x 2 pixels, one of them ignored. */
  private static Value pixels(GraphBuilder g, List<Value> in) {
    Value flat = g.graph().integers(0, 1, 2, 2, 9, 0, 1, 1);
    return g.crossEntropy(in.get(0), g.reshape(flat, Shape.of(2, 2, 2)), 9);
  }

  private static Value softCrossEntropy(GraphBuilder g, List<Value> in) {
    Value targets = g.graph().tensor(new float[] {0.1f, 0.2f, 0.3f, 0.4f}, 1, 4);
    Value perRow = g.reduceSum(g.mul(g.logSoftmax(in.get(0)), targets), 1);
    return g.neg(g.reduceMean(perRow, 0));
  }

  private static Value maskedError(GraphBuilder g, List<Value> in) {
    Value mask = g.graph().tensor(new float[] {1, 0, 1}, 1, 3, 1);
    Value error = g.abs(g.sub(in.get(0), g.graph().scalar(2.5f)));
    return g.div(g.reduceSum(g.mul(error, mask), 0, 1, 2), g.elementCount(in.get(0)));
  }

  private static Stream<Arguments> casesInBothDialects() {
    return Stream.concat(cases().stream(), attributes().stream())
        .flatMap(c -> Stream.of(Dialect.values()).map(dialect -> Arguments.of(c, dialect)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesInBothDialects")
  void gradientEqualsFiniteDifferences(Case c, Dialect dialect) throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("case", c.opset(), dialect));
    List<Value> inputs = inputs(g, c);
    Value y = c.expression().of(g, inputs);
    Value loss = weightedSum(g, y);
    OnnxModel model = new OnnxModel(g.graph());
    Map<Value, Value> gradients = Gradients.of(g, loss, inputs);
    gradients.forEach((input, gradient) -> model.output("d" + input.name(), gradient));
    model.output("loss", loss);

    try (GraphRunner runner = new GraphRunner(model)) {
      Random random = new Random(7);
      List<float[]> values = new ArrayList<>();
      for (Value input : inputs) {
        float[] drawn = new float[elements(input.shape())];
        for (int i = 0; i < drawn.length; i++) {
          drawn[i] = awayFromZero(random);
        }
        values.add(drawn);
        runner.feed(input.name(), drawn, sizes(input.shape()));
      }
      GraphRunner.Outputs outputs = runner.run();
      for (int i = 0; i < inputs.size(); i++) {
        Value input = inputs.get(i);
        if (gradients.containsKey(input)) {
          float[] expected = differences(runner, input, values.get(i));
          Tolerance.assertRelative(
              c.name() + " by " + input, 3e-3, outputs.get("d" + input.name()), expected);
        }
      }
      assertThat(gradients).isNotEmpty();
    }
  }

  private static List<Value> inputs(GraphBuilder g, Case c) {
    List<Value> inputs = new ArrayList<>();
    for (Shape shape : c.shapes()) {
      inputs.add(g.graph().input("x" + inputs.size(), DataType.FLOAT, shape));
    }
    return inputs;
  }

  /** No rule is left out, and no attribute that a rule says it honours. */
  @Test
  void casesVaryEveryAttributeOfEveryRule() {
    Map<String, Set<Object>> seen = new TreeMap<>();
    for (Dialect dialect : Dialect.values()) {
      for (Case c : Stream.concat(cases().stream(), attributes().stream()).toList()) {
        GraphBuilder g = new GraphBuilder(new Graph("case", c.opset(), dialect));
        c.expression().of(g, inputs(g, c));
        for (Node node : g.graph().nodes()) {
          Rules.honoured()
              .getOrDefault(node.operator(), Set.of())
              .forEach(name -> see(seen, node, name));
          see(seen, node, "");
        }
      }
    }
    whatNoRuleKnows()
        .forEach(a -> seen.put(a.get()[0] + " " + a.get()[1], Set.of("honoured", "or refused")));

    Rules.honoured()
        .forEach(
            (operator, attributes) -> {
              assertThat(seen).containsKey(operator + " ");
              for (String name : attributes) {
                String attribute = operator + " " + name;
                assertThat(seen.get(attribute)).as(attribute).hasSizeGreaterThan(1);
              }
            });
  }

  /** An attribute that is not given counts as a value too. */
  private static void see(Map<String, Set<Object>> seen, Node node, String attribute) {
    Object value = node.attributes().getOrDefault(attribute, "not given");
    seen.computeIfAbsent(node.operator() + " " + attribute, key -> new HashSet<>())
        .add(value instanceof long[] numbers ? Arrays.toString(numbers) : value);
  }

  /** No kink within a finite difference's reach. */
  private static float awayFromZero(Random random) {
    float value = (float) random.nextGaussian();
    return value + Math.copySign(0.1f, value);
  }

  /** A scalar in which every element of y has a weight of its own. */
  private static Value weightedSum(GraphBuilder g, Value y) {
    if (y.rank() == 0) {
      return g.mul(y, 1.5f);
    }
    int n = y.shape().isBatch(y.rank() - 1) ? 1 : (int) y.shape().size(y.rank() - 1);
    float[] weights = new float[n];
    Random random = new Random(5);
    for (int i = 0; i < n; i++) {
      weights[i] = (float) random.nextGaussian();
    }
    Value weighted = g.mul(g.mul(y, g.graph().tensor(weights, n)), y);
    int[] axes = new int[y.rank()];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i;
    }
    return g.reshape(g.reduceSum(weighted, axes), Shape.of());
  }

  private static float[] differences(GraphRunner runner, Value input, float[] x) throws Exception {
    float[] result = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      float[] up = x.clone();
      float[] down = x.clone();
      up[i] += STEP;
      down[i] -= STEP;
      double above = runner.feed(input.name(), up, sizes(input.shape())).run().get("loss")[0];
      double below = runner.feed(input.name(), down, sizes(input.shape())).run().get("loss")[0];
      result[i] = (float) ((above - below) / ((double) up[i] - down[i]));
    }
    runner.feed(input.name(), x, sizes(input.shape()));
    return result;
  }

  private static long[] sizes(Shape shape) {
    long[] sizes = new long[shape.rank()];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = shape.size(i) * (shape.isBatch(i) ? BATCH : 1);
    }
    return sizes;
  }

  private static int elements(Shape shape) {
    int count = 1;
    for (long size : sizes(shape)) {
      count *= (int) size;
    }
    return count;
  }

  @Test
  void wholeNumbersAndSignsStopTheGradient() {
    GraphBuilder g = new GraphBuilder(new Graph("stop", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.of(3));
    Value loss = g.reshape(g.reduceSum(g.sign(x), 0), Shape.of());

    assertThat(Gradients.of(g, loss, List.of(x))).isEmpty();
  }

  @Test
  void lossMustBeAScalar() {
    GraphBuilder g = new GraphBuilder(new Graph("vector", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.of(3));

    assertThatThrownBy(() -> Gradients.of(g, x, List.of(x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x [3]");
  }

  private static Stream<Arguments> whatNoRuleKnows() {
    return Stream.of(
        Arguments.of("FusedMatMul", "transBatchA", 1L, "the attribute transBatchA"),
        Arguments.of("LayerNormalization", "stash_type", 1L, "the attribute stash_type"),
        Arguments.of("Gelu", "approximate", "tanh", "an approximation"),
        Arguments.of("Gather", "batch_dims", 1L, "the attribute batch_dims"));
  }

  @ParameterizedTest
  @MethodSource("whatNoRuleKnows")
  void refusesWhatItsRuleWouldIgnore(String operator, String name, Object value, String what) {
    GraphBuilder g = new GraphBuilder(new Graph("refused", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.of(3, 3));
    Value y = emit(g, operator, List.of(x, x), Shape.of(3, 3), Map.of(name, value));
    Value loss = g.reshape(g.reduceSum(y, 0, 1), Shape.of());

    assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageStartingWith("the gradient rule of %s does not know %s: ", operator, what)
        .hasMessageContaining("x [3, 3]");
  }

  @Test
  void everyRuleRefusesAnAttributeThatItDoesNotHonour() {
    GraphBuilder g = new GraphBuilder(new Graph("refused", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.of(3));
    for (String operator : Rules.honoured().keySet()) {
      Map<String, Object> attributes = Map.of("of_a_later_opset", 1L);
      Node node =
          g.graph().emit("", operator, List.of(x, x), DataType.FLOAT, x.shape(), attributes);
      assertThatThrownBy(() -> Rules.of(node))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining(operator + " does not know the attribute of_a_later_opset: ")
          .message()
          .hasLineCount(1);
    }
  }

  /** The loss itself and its second output, the logarithms of probabilities. */
  @Test
  void refusesALossThatDependsOnAFurtherOutput() {
    GraphBuilder g = new GraphBuilder(new Graph("refused", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.of(3, 4));
    Value entropy = plainEntropy(g, List.of(x));
    Node node = g.graph().nodes().get(0);
    Value logarithms = g.graph().output(node, 1, DataType.FLOAT, x.shape());
    Value loss = g.add(entropy, g.sumOfAll(logarithms));

    assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("does not know the gradient of a further output: ");
  }

  @Test
  void refusesWeightsOfClassesAndStepsOfSlices() {
    GraphBuilder g = new GraphBuilder(new Graph("refused", 17, Dialect.ONNX_RUNTIME));
    Graph graph = g.graph();
    Value x = graph.input("x", DataType.FLOAT, Shape.of(3, 4));
    Value labels = graph.integers(1, 2, 3);
    Value weights = graph.tensor(new float[] {1, 1, 1, 3}, 4);
    Value one = graph.integers(1);
    Value sliced =
        emit(
            g,
            "Slice",
            List.of(x, graph.integers(0), graph.integers(4), one, graph.integers(2)),
            Shape.of(3, 2),
            NONE);
    Value entropy =
        emit(g, "SoftmaxCrossEntropyLoss", List.of(x, labels, weights), Shape.of(), NONE);
    Value sum = g.reshape(g.reduceSum(sliced, 0, 1), Shape.of());

    assertThatThrownBy(() -> Gradients.of(g, entropy, List.of(x)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("weights of classes");
    assertThatThrownBy(() -> Gradients.of(g, sum, List.of(x)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("anything but consecutive elements along one axis");
  }

  @Test
  void castBetweenFloatsIsRefusedRatherThanTakenForAStep() {
    GraphBuilder g = new GraphBuilder(new Graph("cast", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", DataType.FLOAT, Shape.of(3));
    Value there = g.cast(g.cast(x, DataType.FLOAT16), DataType.FLOAT);
    Value loss = g.reshape(g.reduceSum(there, 0), Shape.of());

    assertThatThrownBy(() -> Gradients.of(g, loss, List.of(x)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("no gradient rule for Cast");
  }
}
