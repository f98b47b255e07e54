package dev.vinyl.export.inference;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import dev.vinyl.export.graph.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Copies a model's graph and lets a subclass write other operators in the place of some. Used once.
 */
abstract class GraphRewrite {
  private final ModelGraph source;
  private final Graph target;
  private final IdentityHashMap<Value, Value> copies = new IdentityHashMap<>();

  /** Rewrites this model. */
  protected GraphRewrite(ModelGraph source) {
    this.source = source;
    Graph graph = source.graph();
    target = new Graph(graph.name(), graph.opset(), graph.dialect());
  }

  /** The rewritten model; inputs and outputs keep their names. */
  public final ModelGraph run() {
    Graph graph = source.graph();
    copies.put(Value.NONE, Value.NONE);
    for (Value input : graph.inputs()) {
      copies.put(input, target.input(input.name(), input.type(), input.shape()));
    }
    for (ParameterSpec parameter : graph.parameters()) {
      copies.put(parameter.value(), copyParameter(parameter));
    }
    copies.putAll(graph.copyConstants(target));
    graph.nodes().forEach(this::rewrite);
    Map<String, Value> outputs = new LinkedHashMap<>();
    source.outputs().forEach((name, value) -> outputs.put(name, output(copyOf(value))));
    return new ModelGraph(target, outputs);
  }

  /** The graph that is written. */
  protected final Graph target() {
    return target;
  }

  /** What stands for a value of the source's in the new graph. */
  protected final Value copyOf(Value value) {
    return Objects.requireNonNull(copies.get(value), () -> value + " is not written yet");
  }

  /** Lets a value of the new graph stand for one of the source's. */
  protected final void replace(Value value, Value by) {
    copies.put(value, by);
  }

  /** Writes a node of the source's, by {@link #copy} or in other ways. */
  protected abstract void rewrite(Node node);

  /** Writes a node as it is, on inputs of the new graph. */
  protected final void copy(Node node, List<Value> inputs, DataType type) {
    Value old = node.output();
    Node copy =
        target.emit(node.domain(), node.operator(), inputs, type, old.shape(), node.attributes());
    copies.put(old, copy.output());
    for (int i = 1; i < node.outputs().size(); i++) {
      @Nullable Value further = node.outputs().get(i);
      if (further != null) {
        copies.put(further, target.output(copy, i, type, further.shape()));
      }
    }
  }

  /** Writes a node as it is. */
  protected final void copy(Node node) {
    List<Value> inputs = new ArrayList<>();
    node.inputs().forEach(input -> inputs.add(copyOf(input)));
    copy(node, inputs, node.output().type());
  }

  /** Declares a parameter in the new graph; overridden to give it values. */
  protected Value copyParameter(ParameterSpec parameter) {
    return target.parameter(parameter.name(), parameter.initializer(), parameter.sizes());
  }

  /** What is given out for a value of the new graph; overridden to change its type. */
  protected Value output(Value value) {
    return value;
  }
}
