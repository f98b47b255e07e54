package dev.vinyl.export.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** An ONNX file in memory, opened and run by ONNX Runtime on the processor. */
final class ModelRun implements AutoCloseable {
  private final OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
  private final OrtSession session;

  ModelRun(byte[] model) {
    try (OrtSession.SessionOptions options = SessionSettings.forInference().toOptions()) {
      session = environment.createSession(model, options);
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime cannot open the exported model: " + e.getMessage(), e);
    }
  }

  /**
   * All outputs by name, as floats whatever their type; the inputs must be what the model takes.
   */
  Map<String, float[]> run(Map<String, Tensor> inputs) {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    try {
      for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
        tensors.put(input.getKey(), input.getValue().open(environment));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        Map<String, float[]> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
          outputs.put(output.getKey(), floats((OnnxTensor) output.getValue()));
        }
        return outputs;
      }
    } catch (OrtException e) {
      throw new IllegalStateException(
          "ONNX Runtime cannot run the exported model: " + e.getMessage(), e);
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  private static float[] floats(OnnxTensor tensor) {
    return switch (tensor.getInfo().type) {
      case FLOAT -> {
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        yield values;
      }
      case UINT8 -> {
        ByteBuffer buffer = tensor.getByteBuffer();
        float[] values = new float[buffer.remaining()];
        for (int i = 0; i < values.length; i++) {
          values[i] = buffer.get() & 0xff;
        }
        yield values;
      }
      default -> throw new IllegalStateException("an output is " + tensor.getInfo());
    };
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close a session: " + e, e);
    }
  }
}
