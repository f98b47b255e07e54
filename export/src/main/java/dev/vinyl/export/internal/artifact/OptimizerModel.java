package dev.vinyl.export.internal.artifact;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import java.util.ArrayList;
import java.util.List;

/**
 * The optimizer model of a training session: AdamW over sequences of tensors, behind a limit of the
 * gradients' norm if there is one. Names and order of the inputs are fixed by ONNX Runtime.
 */
final class OptimizerModel {
  private static final String GRADIENTS = "gradients";

  private static final List<String> TENSOR_SEQUENCES =
      List.of("params", GRADIENTS, "first_order_moments", "second_order_moments");
  private static final String CLIPPED = "clipped_gradients";
  private static final long PYTORCH_MODE = 0;

  private OptimizerModel() {}

  static byte[] toBytes(AdamW optimizer) {
    List<String> sequences = new ArrayList<>(TENSOR_SEQUENCES);
    boolean clips = optimizer.clipNorm() > 0;
    if (clips) {
      sequences.set(sequences.indexOf(GRADIENTS), CLIPPED);
    }
    NodeProto.Builder node =
        NodeProto.newBuilder()
            .setDomain(Graph.MICROSOFT)
            .setOpType("AdamWOptimizer")
            .setName("adamw")
            .addInput("learning_rate")
            .addInput("step")
            .addAllInput(sequences)
            .addOutput("updated_flag")
            .addAttribute(number("alpha", optimizer.beta1()))
            .addAttribute(number("beta", optimizer.beta2()))
            .addAttribute(number("epsilon", optimizer.epsilon()))
            .addAttribute(number("weight_decay", optimizer.weightDecay()))
            .addAttribute(wholeNumber("correct_bias", 1))
            .addAttribute(wholeNumber("adam_mode", PYTORCH_MODE));
    GraphProto.Builder graph =
        GraphProto.newBuilder()
            .setName("optimizer")
            .addInput(single("learning_rate", DataType.FLOAT))
            .addInput(single("step", DataType.INT64))
            .addOutput(single("updated_flag", DataType.BOOL));
    TENSOR_SEQUENCES.forEach(name -> graph.addInput(tensors(name)));
    if (clips) {
      graph.addNode(clipping(optimizer)).addValueInfo(tensors(CLIPPED));
    }
    graph.addNode(node);
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .setProducerName("vinyl")
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(17))
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain(Graph.MICROSOFT).setVersion(1))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static NodeProto clipping(AdamW optimizer) {
    return NodeProto.newBuilder()
        .setDomain(Graph.MICROSOFT)
        .setOpType("InplaceClipGradNorm")
        .setName("clip")
        .addInput(GRADIENTS)
        .addOutput(CLIPPED)
        .addAttribute(number("max_norm", optimizer.clipNorm()))
        .build();
  }

  private static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  private static AttributeProto wholeNumber(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  /** A tensor of one element, [1]. */
  private static ValueInfoProto single(String name, DataType type) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder()
            .addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(1));
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(type.onnxCode()).setShape(shape);
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setTensorType(tensor))
        .build();
  }

  private static ValueInfoProto tensors(String name) {
    TypeProto.Tensor.Builder tensor =
        TypeProto.Tensor.newBuilder().setElemType(DataType.FLOAT.onnxCode());
    TypeProto.Sequence.Builder sequence =
        TypeProto.Sequence.newBuilder().setElemType(TypeProto.newBuilder().setTensorType(tensor));
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(TypeProto.newBuilder().setSequenceType(sequence))
        .build();
  }
}
