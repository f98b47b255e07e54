package dev.vinyl.export.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.graph.Graph.Node;
import dev.vinyl.export.graph.Graph.ParameterSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A finished {@link Graph} as ONNX bytes. Equal graphs give equal bytes.
 *
 * <p>Parameters become inputs of the model, as a training session wants them, unless their values
 * are given; then they become initializers.
 */
public final class OnnxModel {
  private static final int IR_VERSION = 8;
  private static final int IR_VERSION_OF_OPSET_23 = 11;
  private static final String PRODUCER = "vinyl";

  private final Graph graph;
  private final Map<String, Value> outputs = new LinkedHashMap<>();
  private final Map<String, float[]> values = new LinkedHashMap<>();
  private final Map<String, String> metadata = new TreeMap<>();

  /** A model of this graph, without outputs so far. */
  public OnnxModel(Graph graph) {
    this.graph = graph;
  }

  /**
   * Makes what a node computes an output, under a name of its own.
   *
   * @throws IllegalArgumentException if the value is an output already
   */
  public OnnxModel output(String name, Value value) {
    if (outputs.containsValue(value)) {
      throw new IllegalArgumentException(value + " is an output already");
    }
    outputs.put(name, value);
    return this;
  }

  /**
   * Makes a parameter an initializer.
   *
   * @param name of a parameter of the graph
   * @param data row-major
   */
  public OnnxModel initializer(String name, float[] data) {
    values.put(name, data);
    return this;
  }

  /** Adds an entry to {@code metadata_props}. */
  public OnnxModel metadata(String key, String value) {
    metadata.put(key, value);
    return this;
  }

  /** The file's content. */
  public byte[] toBytes() {
    GraphProto.Builder proto = GraphProto.newBuilder().setName(graph.name());
    graph.inputs().forEach(input -> proto.addInput(valueInfo(input.name(), input)));
    for (ParameterSpec parameter : graph.parameters()) {
      float[] data = values.get(parameter.name());
      if (data == null) {
        proto.addInput(valueInfo(parameter.name(), parameter.value()));
      } else {
        proto.addInitializer(tensor(parameter.value(), data));
      }
    }
    graph.stateInputs().forEach(input -> proto.addInput(valueInfo(input.name(), input)));
    for (Graph.Constant constant : graph.constants()) {
      proto.addInitializer(tensor(constant.value(), constant.data()));
    }
    Map<Value, String> outputNames = outputNames();
    for (Node node : graph.nodes()) {
      proto.addNode(node(node, outputNames));
    }
    outputs.forEach((name, value) -> proto.addOutput(valueInfo(name, value)));
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(
                graph.opset() < Graph.OPSET_WITH_ATTENTION ? IR_VERSION : IR_VERSION_OF_OPSET_23)
            .setProducerName(PRODUCER)
            .addOpsetImport(opset("", graph.opset()))
            .setGraph(proto);
    if (graph.dialect() != Dialect.STANDARD) {
      model.addOpsetImport(opset(Graph.MICROSOFT, 1));
    }
    metadata.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return model.build().toByteArray();
  }

  /**
   * Whether a file is a model with metadata that was made here. Its graph is passed over.
   *
   * @throws IOException if it cannot be read, or is no ONNX file
   */
  public static boolean isVinyls(Path file) throws IOException {
    String producer = "";
    boolean described = false;
    try (InputStream stream = Files.newInputStream(file)) {
      CodedInputStream in = CodedInputStream.newInstance(stream);
      in.setSizeLimit(Integer.MAX_VALUE);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        switch (WireFormat.getTagFieldNumber(tag)) {
          case ModelProto.PRODUCER_NAME_FIELD_NUMBER -> producer = in.readString();
          case ModelProto.METADATA_PROPS_FIELD_NUMBER ->
              described |=
                  StringStringEntryProto.parseFrom(in.readByteArray())
                      .getKey()
                      .startsWith("vinyl.");
          default -> in.skipField(tag);
        }
      }
    }
    return producer.equals(PRODUCER) && described;
  }

  private Map<Value, String> outputNames() {
    Map<Value, String> names = new HashMap<>();
    outputs.forEach((name, value) -> names.put(value, name));
    return names;
  }

  private static OperatorSetIdProto opset(String domain, int version) {
    return OperatorSetIdProto.newBuilder().setDomain(domain).setVersion(version).build();
  }

  private static NodeProto node(Node node, Map<Value, String> outputNames) {
    NodeProto.Builder proto =
        NodeProto.newBuilder()
            .setDomain(node.domain())
            .setOpType(node.operator())
            .setName(node.output().name());
    for (Value input : node.inputs()) {
      proto.addInput(outputNames.getOrDefault(input, input.name()));
    }
    for (@Nullable Value output : node.outputs()) {
      proto.addOutput(output == null ? "" : outputNames.getOrDefault(output, output.name()));
    }
    new TreeMap<>(node.attributes())
        .forEach((name, value) -> proto.addAttribute(attribute(name, value)));
    return proto.build();
  }

  private static AttributeProto attribute(String name, Object value) {
    AttributeProto.Builder proto = AttributeProto.newBuilder().setName(name);
    if (value instanceof Long number) {
      return proto.setType(AttributeProto.AttributeType.INT).setI(number).build();
    }
    if (value instanceof Float number) {
      return proto.setType(AttributeProto.AttributeType.FLOAT).setF(number).build();
    }
    if (value instanceof String text) {
      return proto
          .setType(AttributeProto.AttributeType.STRING)
          .setS(ByteString.copyFromUtf8(text))
          .build();
    }
    proto.setType(AttributeProto.AttributeType.INTS);
    for (long number : (long[]) value) {
      proto.addInts(number);
    }
    return proto.build();
  }

  private static TensorProto tensor(Value value, Object data) {
    TensorProto.Builder proto =
        TensorProto.newBuilder().setName(value.name()).setDataType(value.type().onnxCode());
    for (int i = 0; i < value.rank(); i++) {
      proto.addDims(value.shape().size(i));
    }
    return proto.setRawData(rawData(data)).build();
  }

  private static ByteString rawData(Object data) {
    if (data instanceof float[] numbers) {
      ByteBuffer bytes = littleEndian(4 * numbers.length);
      bytes.asFloatBuffer().put(numbers);
      return ByteString.copyFrom(bytes);
    }
    if (data instanceof long[] numbers) {
      ByteBuffer bytes = littleEndian(8 * numbers.length);
      bytes.asLongBuffer().put(numbers);
      return ByteString.copyFrom(bytes);
    }
    if (data instanceof int[] numbers) {
      ByteBuffer bytes = littleEndian(4 * numbers.length);
      bytes.asIntBuffer().put(numbers);
      return ByteString.copyFrom(bytes);
    }
    if (data instanceof short[] numbers) {
      ByteBuffer bytes = littleEndian(2 * numbers.length);
      bytes.asShortBuffer().put(numbers);
      return ByteString.copyFrom(bytes);
    }
    if (data instanceof byte[] numbers) {
      return ByteString.copyFrom(numbers);
    }
    if (data instanceof Float number) {
      return ByteString.copyFrom(littleEndian(4).putFloat(0, number));
    }
    return ByteString.copyFrom(new byte[] {(byte) ((Boolean) data ? 1 : 0)});
  }

  private static ByteBuffer littleEndian(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static ValueInfoProto valueInfo(String name, Value value) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(value.type().onnxCode())
                        .setShape(shape(value.shape()))))
        .build();
  }

  private static TensorShapeProto shape(Shape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    for (int i = 0; i < shape.rank(); i++) {
      proto.addDim(dimension(shape, i));
    }
    return proto.build();
  }

  private static TensorShapeProto.Dimension dimension(Shape shape, int axis) {
    TensorShapeProto.Dimension.Builder proto = TensorShapeProto.Dimension.newBuilder();
    long size = shape.size(axis);
    if (size == Shape.FREE) {
      return proto.build();
    }
    return shape.isBatch(axis)
        ? proto.setDimParam(size == 1 ? "batch" : size + "*batch").build()
        : proto.setDimValue(size).build();
  }
}
