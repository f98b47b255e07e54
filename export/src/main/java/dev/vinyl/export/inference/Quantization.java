package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets products with weights run on 8-bit integers: weights with a scale for each output,
 * activations as an {@link ActivationQuantizer} says. Everything else keeps 32-bit floats.
 *
 * <p>Weights take 7 of their 8 bits, -63..63: processors with AVX2 alone add pairs of products in
 * 16 bits, and 255 * 127 * 2 would not fit.
 */
final class Quantization extends GraphRewrite {
  private static final int LARGEST = 63;

  private final GraphBuilder g = new GraphBuilder(target());
  private final ActivationQuantizer activations;
  private final IdentityHashMap<Value, QuantizedTensor> quantized = new IdentityHashMap<>();

  private Quantization(ModelGraph model, ActivationQuantizer activations) {
    super(model);
    this.activations = activations;
  }

  /** Rewrites a graph whose weights are constants. */
  static ModelGraph of(ModelGraph model, ActivationQuantizer activations) {
    return new Quantization(model, activations).run();
  }

  /** The activations that are multiplied with weights, once each: what calibration looks at. */
  static List<Value> activations(Graph graph) {
    return graph.nodes().stream()
        .filter(node -> isProduct(node) && graph.floatData(node.input(1)) != null)
        .map(node -> node.input(0))
        .distinct()
        .toList();
  }

  private static boolean isProduct(Node node) {
    return node.operator().equals("Gemm");
  }

  @Override
  protected void rewrite(Node node) {
    float @Nullable [] weight = isProduct(node) ? target().floatData(copyOf(node.input(1))) : null;
    if (weight == null) {
      copy(node);
    } else {
      replace(node.output(), gemm(node, weight));
    }
  }

  private Value gemm(Node node, float[] weight) {
    Value matrix = copyOf(node.input(1));
    int rows = (int) matrix.shape().size(0);
    int columns = (int) matrix.shape().size(1);
    boolean transposed = node.attribute("transB", 0) == 1;
    float[] plain = transposed ? Matrices.transposed(weight, rows, columns) : weight;
    int in = transposed ? columns : rows;
    @Nullable Value bias = node.inputs().size() > 2 ? copyOf(node.input(2)) : null;
    return product(node, matrix.name(), plain, in, bias, node.output().shape());
  }

  /** The node's input times a weight [in, out]. */
  private Value product(
      Node node, String name, float[] weight, int in, @Nullable Value bias, Shape shape) {
    QuantizedTensor x =
        quantized.computeIfAbsent(
            copyOf(node.input(0)), v -> activations.quantize(target(), node.input(0), v));
    QuantizedTensor w = quantizedWeight(name, weight, in);
    if (target().dialect() == Dialect.ONNX_RUNTIME_FUSED) {
      List<Value> inputs =
          new ArrayList<>(
              List.of(x.values(), w.values(), x.scale(), w.scale(), x.zeroPoint(), w.zeroPoint()));
      if (bias != null) {
        inputs.add(bias);
      }
      return target()
          .emit(Graph.MICROSOFT, "MatMulIntegerToFloat", inputs, DataType.FLOAT, shape, Map.of())
          .output();
    }
    Value product =
        activations.isStatic() ? dequantizedProduct(x, w, shape) : integerProduct(x, w, shape);
    return bias == null ? product : g.add(product, bias);
  }

  private Value integerProduct(QuantizedTensor x, QuantizedTensor w, Shape shape) {
    List<Value> inputs = List.of(x.values(), w.values(), x.zeroPoint());
    Value sums =
        target().emit("", "MatMulInteger", inputs, DataType.INT32, shape, Map.of()).output();
    return g.mul(g.cast(sums, DataType.FLOAT), g.mul(w.scale(), x.scale()));
  }

  /** Quantize and dequantize around an ordinary product, which runtimes fuse. */
  private Value dequantizedProduct(QuantizedTensor x, QuantizedTensor w, Shape shape) {
    Value left = x.dequantized(target(), -1);
    Value right = w.dequantized(target(), 1);
    return target()
        .emit("", "MatMul", List.of(left, right), DataType.FLOAT, shape, Map.of())
        .output();
  }

  private QuantizedTensor quantizedWeight(String name, float[] weight, int in) {
    int out = weight.length / in;
    float[] scales = new float[out];
    byte[] values = new byte[weight.length];
    for (int j = 0; j < out; j++) {
      float largest = 0;
      for (int i = 0; i < in; i++) {
        largest = Math.max(largest, Math.abs(weight[i * out + j]));
      }
      scales[j] = largest == 0 ? 1 : largest / LARGEST;
      for (int i = 0; i < in; i++) {
        values[i * out + j] = (byte) Math.round(weight[i * out + j] / scales[j]);
      }
    }
    Graph graph = target();
    Value scale = graph.weight(name + ".scale", DataType.FLOAT, Shape.of(out), scales);
    boolean perOutputZero = graph.dialect() == Dialect.STANDARD; // DequantizeLinear wants as many
    Value zero =
        graph.weight(
            name + ".zero",
            DataType.INT8,
            perOutputZero ? Shape.of(out) : Shape.of(),
            new byte[perOutputZero ? out : 1]);
    Value integers = graph.weight(name + ".int8", DataType.INT8, Shape.of(in, out), values);
    return new QuantizedTensor(integers, scale, zero);
  }
}
