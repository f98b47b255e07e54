package dev.vinyl.export;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Runs a graph in a plain session of the training library, which has the gradient kernels too. */
public final class GraphRunner implements AutoCloseable {
  private final OrtEnvironment environment = OnnxRuntimeLibrary.loadForTraining().environment();
  private final OrtSession session;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  public GraphRunner(OnnxModel model) throws OrtException {
    this(model.toBytes());
  }

  public GraphRunner(byte[] model) throws OrtException {
    try (OrtSession.SessionOptions options =
        SessionSettings.forInference().withIntraOpThreads(1).toOptions()) {
      session = environment.createSession(model, options);
    }
  }

  public GraphRunner feed(String name, float[] values, long... shape) throws OrtException {
    return put(name, OnnxTensor.createTensor(environment, FloatBuffer.wrap(values), shape));
  }

  public GraphRunner feed(String name, long[] values, long... shape) throws OrtException {
    return put(name, OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
  }

  public GraphRunner feed(Iterable<Parameter> parameters) throws OrtException {
    for (Parameter parameter : parameters) {
      feed(parameter.name(), parameter.values(), parameter.shape());
    }
    return this;
  }

  private GraphRunner put(String name, OnnxTensor tensor) {
    OnnxTensor old = inputs.put(name, tensor);
    if (old != null) {
      old.close();
    }
    return this;
  }

  /** What a run gave, by output name. */
  public record Outputs(Map<String, float[]> values) {
    public float[] get(String name) {
      return Objects.requireNonNull(values.get(name), name);
    }
  }

  /** All outputs, as floats whatever their type. */
  public Outputs run() throws OrtException {
    Map<String, OnnxTensor> wanted = new HashMap<>(inputs);
    wanted.keySet().retainAll(session.getInputNames());
    Map<String, float[]> outputs = new LinkedHashMap<>();
    try (OrtSession.Result result = session.run(wanted)) {
      for (Map.Entry<String, OnnxValue> entry : result) {
        outputs.put(entry.getKey(), floats((OnnxTensor) entry.getValue()));
      }
    }
    return new Outputs(outputs);
  }

  private static float[] floats(OnnxTensor tensor) {
    if (tensor.getInfo().type == OnnxJavaType.UINT8) {
      ByteBuffer bytes = tensor.getByteBuffer();
      float[] values = new float[bytes.remaining()];
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.get(i) & 0xff;
      }
      return values;
    }
    FloatBuffer buffer = tensor.getFloatBuffer();
    float[] values = new float[buffer.remaining()];
    buffer.get(values);
    return values;
  }

  @Override
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    session.close();
  }
}
