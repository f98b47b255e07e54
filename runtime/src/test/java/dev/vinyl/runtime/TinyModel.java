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
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model small enough to compute by hand: its logits are the image's channels in 0..1, so that
 * class 0 is "red", class 1 "green", class 2 "blue", and the largest channel wins. Input 16 wide,
 * 12 high. Each setter spoils one thing.
 */
public final class TinyModel {
  public static final int WIDTH = 16;
  public static final int HEIGHT = 12;
  static final List<String> CLASSES = List.of("red", "green", "blue");

  private String task = ModelTask.SEGMENT;
  private List<String> classNames = CLASSES;
  private String input = "image";
  private String output = "logits";
  private TensorProto.DataType inputType = TensorProto.DataType.FLOAT;
  private TensorProto.DataType outputType = TensorProto.DataType.FLOAT;
  private int inputWidth = WIDTH;
  private boolean extraInput;
  private boolean doubledBatch;
  private boolean withMetadata = true;
  private Fit fit = Fit.STRETCH;

  static PreprocessSpec preprocess() {
    PreprocessSpec square = PreprocessSpec.unitRange(WIDTH, Interpolation.LINEAR);
    return new PreprocessSpec(
        HEIGHT,
        WIDTH,
        square.interpolation(),
        square.channelOrder(),
        square.scale(),
        square.mean(),
        square.std());
  }

  TinyModel fit(Fit other) {
    fit = other;
    return this;
  }

  TinyModel task(String name) {
    task = name;
    return this;
  }

  TinyModel classNames(List<String> names) {
    classNames = names;
    return this;
  }

  TinyModel input(String name) {
    input = name;
    return this;
  }

  TinyModel output(String name) {
    output = name;
    return this;
  }

  TinyModel inputType(TensorProto.DataType type) {
    inputType = type;
    return this;
  }

  TinyModel outputType(TensorProto.DataType type) {
    outputType = type;
    return this;
  }

  TinyModel inputWidth(int width) {
    inputWidth = width;
    return this;
  }

  TinyModel extraInput() {
    extraInput = true;
    return this;
  }

  /** Every image's logits come out twice, one batch behind the other. */
  TinyModel doubledBatch() {
    doubledBatch = true;
    return this;
  }

  TinyModel withoutMetadata() {
    withMetadata = false;
    return this;
  }

  public Path write(Path file) throws IOException {
    ModelProto.Builder model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
            .setGraph(graph());
    properties()
        .forEach(
            (key, value) ->
                model.addMetadataProps(
                    StringStringEntryProto.newBuilder().setKey(key).setValue(value)));
    return Files.write(file, model.build().toByteArray());
  }

  private Map<String, String> properties() {
    return withMetadata
        ? new ModelMetadata(task, preprocess().withFit(fit), classNames, 4, Map.of("seed", "1"))
            .toProperties()
        : new LinkedHashMap<>(Map.of("author", "somebody else"));
  }

  private GraphProto graph() {
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("tiny")
            .addInput(value(input, inputType, "batch", inputWidth))
            .addNode(cast(input, TensorProto.DataType.FLOAT, "floats"))
            .addNode(
                NodeProto.newBuilder()
                    .setOpType("Conv")
                    .addInput("floats")
                    .addInput("weight")
                    .addOutput("convolved"))
            .addNode(twiceOrOnce())
            .addNode(cast("joined", outputType, output))
            .addInitializer(identityKernel())
            .addOutput(value(output, outputType, "any", inputWidth));
    if (extraInput) {
      graph.addInput(value("another", TensorProto.DataType.FLOAT, "batch", inputWidth));
    }
    return graph.build();
  }

  private NodeProto twiceOrOnce() {
    NodeProto.Builder concat =
        NodeProto.newBuilder()
            .setOpType("Concat")
            .addInput("convolved")
            .addOutput("joined")
            .addAttribute(
                AttributeProto.newBuilder()
                    .setName("axis")
                    .setType(AttributeProto.AttributeType.INT)
                    .setI(0));
    return (doubledBatch ? concat.addInput("convolved") : concat).build();
  }

  /** [3, 3, 1, 1]: output channel i is input channel i. */
  private static TensorProto identityKernel() {
    return TensorProto.newBuilder()
        .setName("weight")
        .setDataType(TensorProto.DataType.FLOAT.getNumber())
        .addAllDims(List.of(3L, 3L, 1L, 1L))
        .addAllFloatData(List.of(1f, 0f, 0f, 0f, 1f, 0f, 0f, 0f, 1f))
        .build();
  }

  private static NodeProto cast(String from, TensorProto.DataType type, String to) {
    return NodeProto.newBuilder()
        .setOpType("Cast")
        .addInput(from)
        .addOutput(to)
        .addAttribute(
            AttributeProto.newBuilder()
                .setName("to")
                .setType(AttributeProto.AttributeType.INT)
                .setI(type.getNumber()))
        .build();
  }

  private static ValueInfoProto value(
      String name, TensorProto.DataType type, String batch, int width) {
    List<TensorShapeProto.Dimension> shape = new ArrayList<>();
    shape.add(TensorShapeProto.Dimension.newBuilder().setDimParam(batch).build());
    for (int size : new int[] {3, HEIGHT, width}) {
      shape.add(TensorShapeProto.Dimension.newBuilder().setDimValue(size).build());
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(
                    TypeProto.Tensor.newBuilder()
                        .setElemType(type.getNumber())
                        .setShape(TensorShapeProto.newBuilder().addAllDim(shape))))
        .build();
  }
}
