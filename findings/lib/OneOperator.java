import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model of one standard operator (opset 17) with float inputs, run on the CPU. */
final class OneOperator {
  static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
  private static final int FLOAT = 1;
  private static final int INT64 = 7;

  private final NodeProto.Builder node;
  private int outputType = FLOAT;

  OneOperator(String operator, String... inputs) {
    node = NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)).addOutput("y");
  }

  OneOperator givingInt64() {
    outputType = INT64;
    return this;
  }

  OneOperator with(String attribute, long value) {
    node.addAttribute(named(attribute, AttributeProto.AttributeType.INT).setI(value));
    return this;
  }

  OneOperator with(String attribute, float value) {
    node.addAttribute(named(attribute, AttributeProto.AttributeType.FLOAT).setF(value));
    return this;
  }

  OneOperator withList(String attribute, long value) {
    node.addAttribute(named(attribute, AttributeProto.AttributeType.INTS).addInts(value));
    return this;
  }

  /** The output's value as Java arrays; inputs in the operator's order. */
  Object run(OnnxTensor... inputs) throws Exception {
    Map<String, OnnxTensor> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      named.put(node.getInput(i), inputs[i]);
    }
    try (OrtSession session = ENVIRONMENT.createSession(model());
        OrtSession.Result result = session.run(named)) {
      return result.get(0).getValue();
    }
  }

  static OnnxTensor tensor(float[] values, long... shape) throws Exception {
    return OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(values), shape);
  }

  /** Fails the finding if what was seen is no longer seen. */
  static void expect(String what, boolean seen) {
    if (!seen) {
      throw new AssertionError("no longer so: " + what);
    }
  }

  private byte[] model() {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("one operator").addNode(node);
    node.getInputList().forEach(input -> graph.addInput(value(input, FLOAT)));
    graph.addOutput(value("y", outputType));
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  private static AttributeProto.Builder named(String name, AttributeProto.AttributeType type) {
    return AttributeProto.newBuilder().setName(name).setType(type);
  }

  private static ValueInfoProto value(String name, int type) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type)))
        .build();
  }
}
