package dev.vinyl.export.internal.autodiff;

import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.Value;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode automatic differentiation: walks a graph's operators backwards from a scalar and
 * adds those that compute its gradients (Griewank and Walther, Evaluating Derivatives, chapter 3).
 *
 * <p>In the dialect {@code ONNX_RUNTIME} the rules use ONNX Runtime's gradient kernels; in {@code
 * STANDARD} they are written with standard operators.
 */
public final class Gradients {
  private final GraphBuilder builder;
  private final Set<Value> wanted = new HashSet<>();
  private final Map<Value, Value> current = new HashMap<>();

  private Gradients(GraphBuilder builder) {
    this.builder = builder;
  }

  /**
   * Adds the gradients of a loss to its graph.
   *
   * @param builder of the graph that holds the loss
   * @param loss a float32 scalar
   * @param sources what to differentiate by: parameters or inputs
   * @return the gradient of each source on which the loss depends, in the shape of the source, in
   *     the order of {@code sources}
   * @throws IllegalArgumentException if the loss is no scalar
   * @throws UnsupportedOperationException if an operator on the way has no rule; it is named
   */
  public static Map<Value, Value> of(GraphBuilder builder, Value loss, Collection<Value> sources) {
    if (loss.rank() != 0 || loss.type() != DataType.FLOAT) {
      throw new IllegalArgumentException("a loss is a float32 scalar, got " + loss);
    }
    Gradients gradients = new Gradients(builder);
    gradients.run(loss, sources);
    Map<Value, Value> result = new LinkedHashMap<>();
    for (Value source : sources) {
      Value gradient = gradients.current.get(source);
      if (gradient != null) {
        result.put(source, gradient);
      }
    }
    return result;
  }

  private void run(Value loss, Collection<Value> sources) {
    Graph graph = builder.graph();
    List<Node> nodes = List.copyOf(graph.nodes());
    markWanted(nodes, sources);
    current.put(loss, graph.scalar(1f));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (node.inputs().stream().noneMatch(wanted::contains)) {
        continue;
      }
      if (node.outputs().stream().skip(1).anyMatch(current::containsKey)) {
        throw Rules.refused(node, "the gradient of a further output");
      }
      if (current.containsKey(node.output())) {
        Rules.of(node).apply(new BackwardPass(builder, this, node));
      }
    }
  }

  /** A gradient is wanted of each source and of whatever depends on one. */
  private void markWanted(List<Node> nodes, Collection<Value> sources) {
    wanted.addAll(sources);
    for (Node node : nodes) {
      boolean depends = node.inputs().stream().anyMatch(wanted::contains);
      if (depends && Rules.passesGradient(node)) {
        node.outputs().stream().filter(Objects::nonNull).forEach(wanted::add);
      }
    }
  }

  boolean wanted(Value value) {
    return wanted.contains(value);
  }

  @Nullable Value current(Value value) {
    return current.get(value);
  }

  void accumulate(Value value, Value gradient) {
    if (!gradient.shape().equals(value.shape())) {
      throw new IllegalStateException(
          "the gradient of %s has shape %s".formatted(value, gradient.shape()));
    }
    current.merge(value, gradient, builder::add);
  }
}
