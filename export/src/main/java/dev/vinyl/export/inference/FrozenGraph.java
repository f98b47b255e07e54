package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.weights.ParameterSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns parameters into constants, and cuts and transposes those at once that the graph would cut
 * and transpose each time.
 */
final class FrozenGraph extends GraphRewrite {
  private final ParameterSet weights;

  private FrozenGraph(ModelGraph model, ParameterSet weights) {
    super(model);
    this.weights = weights;
  }

  /** Takes weights for all parameters, which were checked. */
  static ModelGraph of(ModelGraph model, ParameterSet weights) {
    return new FrozenGraph(model, weights).run();
  }

  @Override
  protected Value copyParameter(ParameterSpec parameter) {
    return weight(
        parameter.name(), parameter.value().shape(), weights.get(parameter.name()).values());
  }

  @Override
  protected void rewrite(Node node) {
    Value input = copyOf(node.input(0));
    float @Nullable [] data = target().floatData(input);
    if (data != null && node.operator().equals("Slice")) {
      replace(node.output(), sliced(node, input, data));
    } else if (data != null && node.operator().equals("Transpose") && input.rank() == 2) {
      replace(node.output(), transposed(node, input, data));
    } else {
      copy(node);
    }
  }

  private Value sliced(Node node, Value input, float[] data) {
    int start = (int) number(node, 1);
    int end = (int) number(node, 2);
    int axis = (int) number(node, 3);
    int inner = 1;
    for (int i = axis + 1; i < input.rank(); i++) {
      inner *= (int) input.shape().size(i);
    }
    int size = (int) input.shape().size(axis);
    int outer = data.length / (size * inner);
    int kept = (end - start) * inner;
    float[] part = new float[outer * kept];
    for (int o = 0; o < outer; o++) {
      System.arraycopy(data, (o * size + start) * inner, part, o * kept, kept);
    }
    String name = "%s.%s_%s".formatted(input.name(), start, end);
    return weight(name, node.output().shape(), part);
  }

  private long number(Node node, int input) {
    return target().constantValues(copyOf(node.input(input)))[0];
  }

  private Value transposed(Node node, Value input, float[] data) {
    int rows = (int) input.shape().size(0);
    int columns = (int) input.shape().size(1);
    return weight(
        input.name() + ".transposed",
        node.output().shape(),
        Matrices.transposed(data, rows, columns));
  }

  private Value weight(String name, Shape shape, float[] data) {
    return target().weight(name, DataType.FLOAT, shape, data);
  }
}
