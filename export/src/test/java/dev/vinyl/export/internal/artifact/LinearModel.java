package dev.vinyl.export.internal.artifact;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The training models of {@code loss = scale * mean(x * weight + bias)} for two rows x [2, 2],
 * small enough to differentiate by hand: the gradient of weight [2, 1] is scale times the mean row,
 * that of bias [1] is scale. The parameter scale [1] is frozen.
 */
final class LinearModel {
  static final float ALPHA = 0.9f;
  static final float BETA = 0.999f;
  static final float WEIGHT_DECAY = 0.01f;

  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int BOOL = 9;
  private static final String MICROSOFT = "com.microsoft";

  private LinearModel() {}

  static Path trainingModel(Path folder) throws IOException {
    GraphProto.Builder graph = forward();
    graph
        .addInitializer(
            TensorProto.newBuilder()
                .setName("half")
                .setDataType(FLOAT)
                .addDims(2)
                .addDims(1)
                .addFloatData(0.5f)
                .addFloatData(0.5f))
        .addNode(
            node("", "Gemm", List.of("x", "half"), "mean_row").addAttribute(integer("transA", 1)))
        .addNode(node("", "Mul", List.of("mean_row", "scale"), "weight_slope"))
        .addNode(node("", "Identity", List.of("scale"), "bias_slope"));
    for (String name : List.of("weight", "bias")) {
      String buffer = name + "_grad.accumulation.buffer";
      String done = name + "_grad.accumulation.out";
      graph
          .addNode(
              node(
                  MICROSOFT,
                  "InPlaceAccumulatorV2",
                  List.of(buffer, name + "_slope", "lazy_reset_grad"),
                  done))
          .addInput(name.equals("weight") ? tensor(buffer, FLOAT, 2, 1) : tensor(buffer, FLOAT, 1))
          .addOutput(tensor(done, BOOL, 1));
    }
    graph.addInput(tensor("lazy_reset_grad", BOOL, 1));
    return save(graph, folder.resolve("training_model.onnx"));
  }

  static Path evalModel(Path folder) throws IOException {
    return save(forward(), folder.resolve("eval_model.onnx"));
  }

  static Path optimizerModel(Path folder) throws IOException {
    List<String> sequences =
        List.of("params", "gradients", "first_order_moments", "second_order_moments");
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("optimizer")
            .addInput(tensor("learning_rate", FLOAT, 1))
            .addInput(tensor("step", INT64, 1));
    sequences.forEach(name -> graph.addInput(sequence(name)));
    graph
        .addNode(
            node(MICROSOFT, "AdamWOptimizer", List.of("learning_rate", "step"), "updated_flag")
                .addAllInput(sequences)
                .addAttribute(real("alpha", ALPHA))
                .addAttribute(real("beta", BETA))
                .addAttribute(real("epsilon", 1e-8f))
                .addAttribute(real("weight_decay", WEIGHT_DECAY))
                .addAttribute(integer("correct_bias", 1))
                .addAttribute(integer("adam_mode", 0)))
        .addOutput(tensor("updated_flag", BOOL, 1));
    return save(graph, folder.resolve("optimizer_model.onnx"));
  }

  private static GraphProto.Builder forward() {
    return GraphProto.newBuilder()
        .setName("linear")
        .addInput(tensor("x", FLOAT, 2, 2))
        .addInput(tensor("weight", FLOAT, 2, 1))
        .addInput(tensor("bias", FLOAT, 1))
        .addInput(tensor("scale", FLOAT, 1))
        .addNode(node("", "Gemm", List.of("x", "weight", "bias"), "y"))
        .addNode(node("", "Mul", List.of("y", "scale"), "scaled"))
        .addNode(
            node("", "ReduceMean", List.of("scaled"), "loss").addAttribute(integer("keepdims", 0)))
        .addOutput(tensor("loss", FLOAT));
  }

  private static NodeProto.Builder node(
      String domain, String operator, List<String> inputs, String output) {
    return NodeProto.newBuilder()
        .setDomain(domain)
        .setOpType(operator)
        .setName(output)
        .addAllInput(inputs)
        .addOutput(output);
  }

  private static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  private static AttributeProto real(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  private static ValueInfoProto tensor(String name, int type, long... shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(size));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(dims)))
        .build();
  }

  private static ValueInfoProto sequence(String name) {
    TypeProto element =
        TypeProto.newBuilder()
            .setTensorType(TypeProto.Tensor.newBuilder().setElemType(FLOAT))
            .build();
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setSequenceType(TypeProto.Sequence.newBuilder().setElemType(element)))
        .build();
  }

  private static Path save(GraphProto.Builder graph, Path file) throws IOException {
    ModelProto model =
        ModelProto.newBuilder()
            .setIrVersion(8)
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
            .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(MICROSOFT).setVersion(1))
            .setGraph(graph)
            .build();
    return Files.write(file, model.toByteArray());
  }
}
