package dev.vinyl.export.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One operator of a graph with what goes in and what comes out. Made by {@link GraphBuilder}. */
public final class Node {
  private final String domain;
  private final String operator;
  private final List<Value> inputs;
  private final List<@Nullable Value> outputs;
  private final Map<String, Object> attributes;

  Node(
      String domain,
      String operator,
      List<Value> inputs,
      Value output,
      Map<String, Object> attributes) {
    this.domain = domain;
    this.operator = operator;
    this.inputs = List.copyOf(inputs);
    this.outputs = new ArrayList<>(List.of(output));
    this.attributes = Map.copyOf(attributes);
  }

  /** Empty for ONNX's own operators. */
  public String domain() {
    return domain;
  }

  /** The operator's ONNX name, such as {@code MatMul}. */
  public String operator() {
    return operator;
  }

  /** What goes in. */
  public List<Value> inputs() {
    return inputs;
  }

  /** The input at a position. */
  public Value input(int index) {
    return inputs.get(index);
  }

  /** What comes out; null at the position of an optional output that nobody asked for. */
  public List<@Nullable Value> outputs() {
    return Collections.unmodifiableList(outputs);
  }

  /** The first output. */
  public Value output() {
    return Objects.requireNonNull(outputs.get(0));
  }

  /** Numbers (Long, Float), text (String) and lists of whole numbers (long[]) by name. */
  public Map<String, Object> attributes() {
    return attributes;
  }

  /** A whole number among the attributes, or what ONNX takes where it isn't given. */
  public long attribute(String name, long otherwise) {
    return (Long) attributes.getOrDefault(name, otherwise);
  }

  /** A number among the attributes, or what ONNX takes where it isn't given. */
  public float attribute(String name, float otherwise) {
    return (Float) attributes.getOrDefault(name, otherwise);
  }

  /** A list of whole numbers among the attributes. */
  public long[] attributeList(String name) {
    return ((long[]) Objects.requireNonNull(attributes.get(name), name)).clone();
  }

  @Nullable Value optionalOutput(int index) {
    return index < outputs.size() ? outputs.get(index) : null;
  }

  void setOutput(int index, Value value) {
    while (outputs.size() <= index) {
      outputs.add(null);
    }
    outputs.set(index, value);
  }

  @Override
  public String toString() {
    return operator + inputs + " -> " + outputs;
  }
}
