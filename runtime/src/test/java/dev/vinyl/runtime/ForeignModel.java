package dev.vinyl.runtime;

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
import dev.vinyl.runtime.model.ModelDescription;
import dev.vinyl.runtime.model.ModelMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A model of somebody else's, put together operator by operator, with the description beside it.
 * Its input {@code x} is [batch, 3, {@value #HEIGHT}, {@value #WIDTH}], an image's channels in
 * 0..1.
 */
public final class ForeignModel {
  public static final int HEIGHT = 2;
  public static final int WIDTH = 3;
  static final int PIXELS = HEIGHT * WIDTH;

  private final GraphProto.Builder graph = GraphProto.newBuilder().setName("foreign");
  private String name = "x";
  private Map<String, String> properties = Map.of();
  private String output = "";
  private String classes = "a, b, c";
  private boolean anySize;
  private String input = "scale: 0.00392156862745";

  /** Calls the input otherwise; operators still take {@code x}. */
  ForeignModel input(String otherName) {
    name = otherName;
    graph.addNode(0, NodeProto.newBuilder().setOpType("Identity").addInput(name).addOutput("x"));
    return this;
  }

  static AttributeProto attribute(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto attribute(String name, List<Long> values) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INTS)
        .addAllInts(values)
        .build();
  }

  /** Leaves height and width open. */
  ForeignModel anySize() {
    anySize = true;
    return this;
  }

  /** An operator with one output. */
  public ForeignModel node(
      String operator, List<String> inputs, String name, AttributeProto... attributes) {
    graph.addNode(
        NodeProto.newBuilder()
            .setOpType(operator)
            .addAllInput(inputs)
            .addOutput(name)
            .addAllAttribute(List.of(attributes)));
    return this;
  }

  ForeignModel cast(String from, TensorProto.DataType type, String to) {
    return node("Cast", List.of(from), to, attribute("to", type.getNumber()));
  }

  public ForeignModel constant(String name, List<Long> sizes, Float... values) {
    return constant(
        TensorProto.newBuilder()
            .setName(name)
            .setDataType(TensorProto.DataType.FLOAT.getNumber())
            .addAllDims(sizes)
            .addAllFloatData(List.of(values))
            .build());
  }

  ForeignModel constant(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** Declares an output; -1 is any size. */
  public ForeignModel output(String name, TensorProto.DataType type, long... sizes) {
    graph.addOutput(value(name, type, sizes));
    return this;
  }

  /** What stands below {@code output:} in the description. */
  ForeignModel describedOutput(String yaml) {
    output = yaml;
    return this;
  }

  ForeignModel classes(String names) {
    classes = names;
    return this;
  }

  /** What stands below {@code input:} in the description, beside the size. */
  ForeignModel describedInput(String yaml) {
    input = yaml;
    return this;
  }

  /** Carries metadata as our own models do, and needs no description. */
  ForeignModel metadata(ModelMetadata metadata) {
    properties = metadata.toProperties();
    return this;
  }

  public Path write(Path file) throws IOException {
    if (properties.isEmpty()) {
      Files.writeString(
          ModelDescription.fileFor(file),
          """
          input: {height: %d, width: %d, %s}
          output: {%s}
          classes: [%s]
          """
              .formatted(HEIGHT, WIDTH, input, output, classes));
    }
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(
                graph
                    .clone()
                    .addInput(
                        value(
                            name,
                            TensorProto.DataType.FLOAT,
                            -1,
                            3,
                            anySize ? -1 : HEIGHT,
                            anySize ? -1 : WIDTH)));
    properties.forEach(
        (key, value) ->
            model.addMetadataProps(
                StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return Files.write(file, model.build().toByteArray());
  }

  private static ValueInfoProto value(String name, TensorProto.DataType type, long... sizes) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < sizes.length; i++) {
      shape.addDim(
          sizes[i] < 0
              ? TensorShapeProto.Dimension.newBuilder().setDimParam("any" + i)
              : TensorShapeProto.Dimension.newBuilder().setDimValue(sizes[i]));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder().setElemType(type.getNumber()).setShape(shape)))
        .build();
  }
}
