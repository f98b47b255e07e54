package dev.vinyl.export.inference;

import ai.onnxruntime.platform.Fp16Conversions;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets products run on 16-bit floats, with their weights stored so. What sums up many values or
 * exponentiates them keeps 32 bits, and so do inputs and outputs. What stands between follows what
 * it is given.
 */
final class HalfPrecision extends GraphRewrite {
  private static final Set<String> HALVED = Set.of("Gemm", "MatMul", "FusedMatMul", "Gelu");

  /** Attention, because ONNX Runtime 1.24.1 is hundreds of times slower at it in 16 bits. */
  private static final Set<String> KEPT =
      Set.of(
          "Attention",
          "LayerNormalization",
          "Softmax",
          "ReduceMean",
          "ReduceMax",
          "ArgMax",
          "Resize");

  private final GraphBuilder g = new GraphBuilder(target());
  private final IdentityHashMap<Value, Value> halves = new IdentityHashMap<>();
  private final IdentityHashMap<Value, Value> singles = new IdentityHashMap<>();

  private HalfPrecision(ModelGraph model) {
    super(model);
  }

  /** Rewrites a graph whose weights are constants; its opset is at least 17. */
  static ModelGraph of(ModelGraph model) {
    return new HalfPrecision(model).run();
  }

  @Override
  protected void rewrite(Node node) {
    boolean half = isHalved(node);
    List<Value> inputs = new ArrayList<>();
    for (Value input : node.inputs()) {
      Value copy = copyOf(input);
      inputs.add(half ? asHalf(copy) : asSingle(copy));
    }
    boolean floats = node.output().type() == DataType.FLOAT;
    copy(node, inputs, half && floats ? DataType.FLOAT16 : node.output().type());
  }

  private boolean isHalved(Node node) {
    if (node.operator().equals("Cast") || KEPT.contains(node.operator())) {
      return false;
    }
    return HALVED.contains(node.operator())
        || node.inputs().stream().anyMatch(v -> copyOf(v).type() == DataType.FLOAT16);
  }

  private Value asHalf(Value value) {
    if (value.type() != DataType.FLOAT || value.name().isEmpty()) {
      return value;
    }
    return halves.computeIfAbsent(value, this::half);
  }

  private Value half(Value value) {
    float @Nullable [] data = target().floatData(value);
    if (data == null) {
      return g.cast(value, DataType.FLOAT16);
    }
    short[] bits = new short[data.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Fp16Conversions.floatToFp16(data[i]);
    }
    return target().weight(value.name() + ".half", DataType.FLOAT16, value.shape(), bits);
  }

  private Value asSingle(Value value) {
    if (value.type() != DataType.FLOAT16) {
      return value;
    }
    return singles.computeIfAbsent(value, v -> g.cast(v, DataType.FLOAT));
  }

  @Override
  protected Value output(Value value) {
    return asSingle(value);
  }
}
