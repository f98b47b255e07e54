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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model of one standard operator, of opset 17 with float inputs unless told otherwise, run on the CPU. */
final class OneOperator {
  static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int FLOAT16 = 10;

  private final NodeProto.Builder node;
  private int inputType = FLOAT;
  private int outputType = FLOAT;
  private int opset = 17;

  OneOperator(String operator, String... inputs) {
    node = NodeProto.newBuilder().setOpType(operator).addAllInput(List.of(inputs)).addOutput("y");
  }

  OneOperator givingInt64() {
    outputType = INT64;
    return this;
  }

  OneOperator ofHalves() {
    inputType = FLOAT16;
    outputType = FLOAT16;
    return this;
  }

  OneOperator ofOpset(int version) {
    opset = version;
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
    try (OrtSession session = ENVIRONMENT.createSession(model());
        OrtSession.Result result = session.run(named(inputs))) {
      return result.get(0).getValue();
    }
  }

  /** Median of the milliseconds of so many runs on one thread, after one that warms up. */
  double milliseconds(int runs, OnnxTensor... inputs) throws Exception {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      try (OrtSession session = ENVIRONMENT.createSession(model(), options)) {
        session.run(named(inputs)).close();
        double[] times = new double[runs];
        for (int i = 0; i < runs; i++) {
          long start = System.nanoTime();
          session.run(named(inputs)).close();
          times[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(times);
        return times[runs / 2];
      }
    }
  }

  private Map<String, OnnxTensor> named(OnnxTensor... inputs) {
    Map<String, OnnxTensor> named = new LinkedHashMap<>();
    for (int i = 0; i < inputs.length; i++) {
      named.put(node.getInput(i), inputs[i]);
    }
    return named;
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
    node.getInputList().forEach(input -> graph.addInput(value(input, inputType)));
    graph.addOutput(value("y", outputType));
    return ModelProto.newBuilder()
        .setIrVersion(opset < 23 ? 8 : 11)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
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
