package dev.vinyl.export.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A graph while it is written: its inputs, parameters, constants and operators, in an order in
 * which they can run. Operators with checked shapes are added through {@link GraphBuilder}.
 */
public final class Graph {
  /** The domain of ONNX Runtime's own operators. */
  public static final String MICROSOFT = "com.microsoft";

  /** From here on, {@link GraphBuilder#attention} is one of ONNX's own operators. */
  public static final int OPSET_WITH_ATTENTION = 23;

  /**
   * An initializer. Its data is a Float or Boolean for a scalar, else an array as its type has it:
   * float[], long[] (INT64), int[] (INT32), byte[] (INT8, UINT8), short[] (FLOAT16, as bits).
   */
  record Constant(Value value, Object data) {}

  private final String name;
  private final int opset;
  private final Dialect dialect;
  private final List<Node> nodes = new ArrayList<>();
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> stateInputs = new ArrayList<>();
  private final Map<String, ParameterSpec> parameters = new LinkedHashMap<>();
  private final Map<Object, Constant> constants = new LinkedHashMap<>();
  private final IdentityHashMap<Value, Object> constantData = new IdentityHashMap<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> counters = new HashMap<>();

  /**
   * An empty graph.
   *
   * @param name shown by viewers
   * @param opset version of ONNX's own operators, 13..23; graphs that are trained need 17
   * @param dialect which operators it may use
   */
  public Graph(String name, int opset, Dialect dialect) {
    if (opset < 13 || opset > 23) {
      throw new IllegalArgumentException("opset must be 13..23, got " + opset);
    }
    this.name = name;
    this.opset = opset;
    this.dialect = dialect;
  }

  /** Shown by viewers. */
  public String name() {
    return name;
  }

  /** Version of ONNX's own operators. */
  public int opset() {
    return opset;
  }

  /** Which operators the graph may use. */
  public Dialect dialect() {
    return dialect;
  }

  /** The operators, each after those that it depends on. */
  public List<Node> nodes() {
    return Collections.unmodifiableList(nodes);
  }

  /** What a caller feeds, in order; parameters are not among them. */
  public List<Value> inputs() {
    return Collections.unmodifiableList(inputs);
  }

  /** The parameters in the order of their declaration. */
  public List<ParameterSpec> parameters() {
    return List.copyOf(parameters.values());
  }

  /**
   * An input that was declared before.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public Value input(String inputName) {
    return inputs.stream()
        .filter(input -> input.name().equals(inputName))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "graph %s has no input %s".formatted(name, inputName)));
  }

  /**
   * Declares an input.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public Value input(String inputName, DataType type, Shape shape) {
    Value value = new Value(claim(inputName), type, shape);
    inputs.add(value);
    return value;
  }

  /**
   * Declares an input that comes after the parameters: ONNX Runtime's training session feeds its
   * own state there.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public Value stateInput(String inputName, DataType type, Shape shape) {
    Value value = new Value(claim(inputName), type, shape);
    stateInputs.add(value);
    return value;
  }

  /**
   * Declares a float32 parameter.
   *
   * @throws IllegalArgumentException if the name is taken
   */
  public Value parameter(String parameterName, Initializer initializer, long... sizes) {
    Value value = new Value(claim(parameterName), DataType.FLOAT, Shape.of(sizes));
    parameters.put(parameterName, new ParameterSpec(value, initializer));
    return value;
  }

  /** A float32 scalar. */
  public Value scalar(float number) {
    return constant(number, DataType.FLOAT, Shape.of(), number);
  }

  /** A list of int64, [n]. */
  public Value integers(long... numbers) {
    return constant(
        Arrays.asList(Arrays.stream(numbers).boxed().toArray()),
        DataType.INT64,
        Shape.of(numbers.length),
        numbers.clone());
  }

  /** An int64 scalar. */
  public Value integerScalar(long number) {
    return constant("scalar " + number, DataType.INT64, Shape.of(), new long[] {number});
  }

  /** float32 values, row-major. */
  public Value tensor(float[] numbers, long... sizes) {
    Shape shape = Shape.of(sizes);
    if (shape.elementsPerImage() != numbers.length) {
      throw new IllegalArgumentException(
          "a constant of shape %s needs %d numbers, got %d"
              .formatted(shape, shape.elementsPerImage(), numbers.length));
    }
    return constant(new Object(), DataType.FLOAT, shape, numbers.clone());
  }

  /**
   * Values under a name of their own, such as a weight that is no parameter any more.
   *
   * @param data row-major, not copied: float[], long[] (INT64), int[] (INT32), byte[] (INT8, UINT8)
   *     or short[] (the bits of FLOAT16)
   * @throws IllegalArgumentException if the name is taken
   */
  public Value weight(String weightName, DataType type, Shape shape, Object data) {
    return remember(weightName, new Value(claim(weightName), type, shape), data);
  }

  private Value constant(Object key, DataType type, Shape shape, Object data) {
    Constant existing = constants.get(key);
    return existing == null
        ? remember(key, new Value(fresh("constant"), type, shape), data)
        : existing.value();
  }

  private Value remember(Object key, Value value, Object data) {
    constants.put(key, new Constant(value, data));
    constantData.put(value, data);
    return value;
  }

  /**
   * The numbers of an int64 constant.
   *
   * @throws IllegalArgumentException if the value is no such constant of this graph
   */
  public long[] constantValues(Value value) {
    if (constantData.get(value) instanceof long[] numbers) {
      return numbers.clone();
    }
    throw new IllegalArgumentException(value + " is no int64 constant of graph " + name);
  }

  /**
   * Adds an operator whose output shape the caller knows. Prefer {@link GraphBuilder}'s methods,
   * which work the shape out and check the inputs.
   *
   * @param domain empty for ONNX's own operators, or {@link #MICROSOFT}
   * @param attributes Long, Float, String or long[] by name
   * @return the node, whose first output has the given type and shape
   */
  public Node emit(
      String domain,
      String operator,
      List<Value> nodeInputs,
      DataType type,
      Shape shape,
      Map<String, Object> attributes) {
    if (domain.equals(MICROSOFT) && dialect == Dialect.STANDARD) {
      throw new IllegalStateException(
          operator + " is ONNX Runtime's own operator, this graph takes standard ones only");
    }
    Value output = new Value(fresh(operator.toLowerCase(Locale.ROOT)), type, shape);
    Node node = new Node(domain, operator, nodeInputs, output, attributes);
    nodes.add(node);
    return node;
  }

  /**
   * Asks a node for one of its further outputs, such as LayerNormalization's mean; asking twice
   * gives the same value.
   */
  public Value output(Node node, int index, DataType type, Shape shape) {
    Value existing = node.optionalOutput(index);
    if (existing != null) {
      return existing;
    }
    Value value = new Value(fresh(node.output().name() + "_" + index), type, shape);
    node.setOutput(index, value);
    return value;
  }

  /** The numbers of a float32 constant, not to be changed; null for what is none. */
  public float @Nullable [] floatData(Value value) {
    Object data = constantData.get(value);
    if (data instanceof Float number) {
      return new float[] {number};
    }
    return data instanceof float[] numbers ? numbers : null;
  }

  /** The inputs that come after the parameters. */
  List<Value> stateInputs() {
    return Collections.unmodifiableList(stateInputs);
  }

  /**
   * Writes the constants that operators of this graph use into another graph, under their names.
   *
   * @return the copy of each
   */
  public IdentityHashMap<Value, Value> copyConstants(Graph other) {
    IdentityHashMap<Value, Value> copies = new IdentityHashMap<>();
    for (Constant constant : constants()) {
      Value value = constant.value();
      copies.put(value, other.weight(value.name(), value.type(), value.shape(), constant.data()));
    }
    return copies;
  }

  /** The initializers that operators of this graph use, parameters not among them. */
  List<Constant> constants() {
    Set<Value> used = Collections.newSetFromMap(new IdentityHashMap<>());
    nodes.forEach(node -> used.addAll(node.inputs()));
    return constants.values().stream().filter(c -> used.contains(c.value())).toList();
  }

  private String claim(String wanted) {
    if (Objects.requireNonNull(wanted).isEmpty() || !names.add(wanted)) {
      throw new IllegalArgumentException(
          "the name '%s' is empty or taken in graph %s".formatted(wanted, name));
    }
    return wanted;
  }

  private String fresh(String stem) {
    @Nullable String free = null;
    while (free == null || !names.add(free)) {
      free = stem + "_" + counters.merge(stem, 1, Integer::sum);
    }
    return free;
  }

  /** Which operators a graph may use. */
  public enum Dialect {
    /** Standard ONNX operators only: any runtime, and ONNX Runtime's stock library. */
    STANDARD,
    /**
     * Also ONNX Runtime's own operators (domain {@code com.microsoft}) where they are faster. Their
     * gradient kernels are only in its training build.
     */
    ONNX_RUNTIME,
    /** Also those of ONNX Runtime's own operators that have no gradients, such as Attention. */
    ONNX_RUNTIME_FUSED
  }

  /**
   * A parameter that a graph declares.
   *
   * @param value its handle in the graph; the name is the parameter's name
   * @param initializer how its initial values are drawn
   */
  public record ParameterSpec(Value value, Initializer initializer) {

    /** Its name. */
    public String name() {
      return value.name();
    }

    /** Its sizes, all fixed. */
    public long[] sizes() {
      Shape shape = value.shape();
      long[] sizes = new long[shape.rank()];
      for (int i = 0; i < sizes.length; i++) {
        sizes[i] = shape.size(i);
      }
      return sizes;
    }
  }

  /** One operator of a graph with what goes in and what comes out. Made by {@link GraphBuilder}. */
  public static final class Node {
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
}
