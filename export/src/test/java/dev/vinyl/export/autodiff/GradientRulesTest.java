package dev.vinyl.export.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.export.GraphRunner;
import dev.vinyl.export.Tolerance;
import dev.vinyl.export.graph.Dialect;
import dev.vinyl.export.graph.ElementType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every gradient rule against central finite differences, in both dialects, at a batch of 2. */
class GradientRulesTest {
  private static final int BATCH = 2;
  private static final float STEP = 1e-2f;

  /** An expression of float32 inputs of the given shapes. */
  private interface Expression {
    Value of(GraphBuilder g, List<Value> inputs);
  }

  private record Case(String name, List<Shape> shapes, Expression expression) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case of(String name, Expression expression, Shape... shapes) {
    return new Case(name, List.of(shapes), expression);
  }

  private static final Shape X = Shape.batch(3, 4);

  private static List<Case> cases() {
    return List.of(
        of("add", (g, in) -> g.add(g.neg(in.get(0)), in.get(1)), X, X),
        of("add a row", (g, in) -> g.add(in.get(0), in.get(1)), X, Shape.of(4)),
        of("add a picture", (g, in) -> g.add(in.get(1), in.get(0)), X, Shape.of(1, 3, 4)),
        of("add a value to itself", (g, in) -> g.add(in.get(0), in.get(0)), X),
        of("sub a column", (g, in) -> g.sub(in.get(0), in.get(1)), X, Shape.of(3, 1)),
        of("mul", (g, in) -> g.mul(in.get(0), in.get(1)), X, Shape.of(3, 1)),
        of("div", (g, in) -> g.div(in.get(0), g.exp(in.get(1))), X, Shape.batch(3, 1)),
        of("neg", (g, in) -> g.neg(in.get(0)), X),
        of("exp", (g, in) -> g.exp(in.get(0)), X),
        of("erf", (g, in) -> g.erf(in.get(0)), X),
        of("abs", (g, in) -> g.abs(g.add(in.get(0), g.sign(in.get(0)))), X),
        of("gelu", (g, in) -> g.gelu(in.get(0)), X),
        of("softmax", (g, in) -> g.softmax(in.get(0)), X),
        of("log softmax", (g, in) -> g.logSoftmax(in.get(0)), X),
        of("reshape", (g, in) -> g.reshape(in.get(0), Shape.rows(6, 2)), X),
        of("transpose", (g, in) -> g.transpose(in.get(0), 2, 0, 1), X),
        of("concat", (g, in) -> g.concat(1, in.get(0), in.get(1)), X, Shape.batch(2, 4)),
        of("slice", (g, in) -> g.slice(in.get(0), 1, 1, 2), X),
        of("split, one part unused", GradientRulesTest::productOfTwoParts, Shape.batch(3, 6)),
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

  private static Value productOfTwoParts(GraphBuilder g, List<Value> in) {
    List<Value> parts = g.split(in.get(0), 2, 3);
    return g.mul(parts.get(0), parts.get(2));
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

  /** Labels of 2 pictures of 2 x 2 pixels, one of them ignored. */
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
    return cases().stream()
        .flatMap(c -> Stream.of(Dialect.values()).map(dialect -> Arguments.of(c, dialect)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesInBothDialects")
  void gradientEqualsFiniteDifferences(Case c, Dialect dialect) throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("case", 17, dialect));
    List<Value> inputs = new ArrayList<>();
    for (Shape shape : c.shapes()) {
      inputs.add(g.graph().input("x" + inputs.size(), ElementType.FLOAT, shape));
    }
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

  @ParameterizedTest
  @EnumSource(value = Dialect.class, mode = EnumSource.Mode.EXCLUDE, names = "ONNX_RUNTIME_FUSED")
  void dropoutPassesTheGradientWhereItLetTheValueThrough(Dialect dialect) throws Exception {
    GraphBuilder g = new GraphBuilder(new Graph("dropout", 17, dialect));
    Value x = g.graph().input("x", ElementType.FLOAT, Shape.of(64));
    Value y = g.dropout(x, 0.25f, 3);
    Value loss = g.reshape(g.reduceSum(g.mul(y, 2), 0), Shape.of());
    Value gradient = Gradients.of(g, loss, List.of(x)).values().iterator().next();
    OnnxModel model = new OnnxModel(g.graph()).output("y", y).output("dx", gradient);

    try (GraphRunner runner = new GraphRunner(model)) {
      float[] ones = new float[64];
      Arrays.fill(ones, 1);
      GraphRunner.Outputs outputs = runner.feed("x", ones, 64).run();
      int dropped = 0;
      for (int i = 0; i < 64; i++) {
        float passed = outputs.get("y")[i]; // 0, or 1 / (1 - 0.25)
        assertThat(passed).isIn(0f, 4f / 3);
        assertThat(outputs.get("dx")[i]).isEqualTo(2 * passed);
        dropped += passed == 0 ? 1 : 0;
      }
      assertThat(dropped).isBetween(5, 30);
    }
  }

  @Test
  void wholeNumbersAndSignsStopTheGradient() {
    GraphBuilder g = new GraphBuilder(new Graph("stop", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", ElementType.FLOAT, Shape.of(3));
    Value loss = g.reshape(g.reduceSum(g.sign(x), 0), Shape.of());

    assertThat(Gradients.of(g, loss, List.of(x))).isEmpty();
  }

  @Test
  void lossMustBeAScalar() {
    GraphBuilder g = new GraphBuilder(new Graph("vector", 17, Dialect.STANDARD));
    Value x = g.graph().input("x", ElementType.FLOAT, Shape.of(3));

    assertThatThrownBy(() -> Gradients.of(g, x, List.of(x)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("x [3]");
  }
}
