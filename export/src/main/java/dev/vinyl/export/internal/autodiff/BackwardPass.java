package dev.vinyl.export.internal.autodiff;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What a rule sees of the node that it differentiates, and where it leaves the gradients. */
final class BackwardPass {
  private final GraphBuilder builder;
  private final Gradients gradients;
  private final Node node;

  BackwardPass(GraphBuilder builder, Gradients gradients, Node node) {
    this.builder = builder;
    this.gradients = gradients;
    this.node = node;
  }

  /** Adds operators to the graph. */
  GraphBuilder ops() {
    return builder;
  }

  /** Whether ONNX Runtime's gradient kernels may be used. */
  boolean useKernels() {
    return builder.graph().dialect() == Dialect.ONNX_RUNTIME;
  }

  /** The node that is differentiated. */
  Node node() {
    return node;
  }

  Value input(int index) {
    return node.input(index);
  }

  Value output() {
    return node.output();
  }

  /** Whether anybody wants the gradient of this input. */
  boolean wants(int index) {
    return index < node.inputs().size() && gradients.wanted(node.input(index));
  }

  /** The gradient of the first output. */
  Value outputGradient() {
    return Objects.requireNonNull(gradients.current(node.output()));
  }

  /** Asks the node for one of its optional outputs. */
  Value extraOutput(int index, DataType type, Shape shape) {
    return builder.graph().output(node, index, type, shape);
  }

  /** Adds to the gradient of an input, if it is wanted. */
  void give(int index, Value gradient) {
    if (wants(index)) {
      gradients.accumulate(node.input(index), gradient);
    }
  }

  /** As {@link #give}, after summing over what was broadcast. */
  void giveUnbroadcast(int index, Value gradient) {
    if (wants(index)) {
      gradients.accumulate(node.input(index), sumToShape(gradient, node.input(index).shape()));
    }
  }

  /** One of ONNX Runtime's gradient kernels, with a single output. */
  Value kernel(String operator, List<Value> inputs, Shape shape, Map<String, Object> attributes) {
    return builder
        .graph()
        .emit(Graph.MICROSOFT, operator, inputs, DataType.FLOAT, shape, attributes)
        .output();
  }

  /** The sum over those axes along which a value of the given shape was repeated. */
  private Value sumToShape(Value gradient, Shape shape) {
    if (gradient.shape().equals(shape)) {
      return gradient;
    }
    int extra = gradient.rank() - shape.rank();
    List<Integer> axes = new ArrayList<>();
    for (int i = 0; i < gradient.rank(); i++) {
      if (i < extra || !gradient.shape().sameSize(i, shape, i - extra)) {
        axes.add(i);
      }
    }
    Value sum = builder.reduceSum(gradient, axes.stream().mapToInt(i -> i).toArray());
    return sum.shape().equals(shape) ? sum : builder.reshape(sum, shape);
  }
}
