package dev.vinyl.training.internal.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vinyl.training.loop.Validation;
import java.nio.FloatBuffer;
import java.util.HashMap;
import java.util.Map;

/** What both engines need of ONNX Runtime: its failures as ours, and its results as Java's. */
final class OrtCalls {
  static final String LOSS = "loss";

  private OrtCalls() {}

  /** Something that ONNX Runtime does. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws OrtException;
  }

  /** Does it; a failure becomes an {@link IllegalStateException} that says what was being done. */
  static <T> T call(String what, Call<T> action) {
    try {
      return action.run();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime could not " + what + ": " + e.getMessage(), e);
    }
  }

  static float lossOf(OrtSession.Result result) throws OrtException {
    return floats(result.get(LOSS).orElseThrow()).get(0);
  }

  /** The outputs of an evaluation model. */
  static Validation.Output evaluation(OrtSession.Result result) throws OrtException {
    Map<String, float[]> predictions = new HashMap<>();
    for (Map.Entry<String, OnnxValue> output : result) {
      if (!output.getKey().equals(LOSS)) {
        FloatBuffer values = floats(output.getValue());
        float[] copy = new float[values.remaining()];
        values.get(copy);
        predictions.put(output.getKey(), copy);
      }
    }
    return new Validation.Output(lossOf(result), predictions);
  }

  private static FloatBuffer floats(OnnxValue value) {
    return ((OnnxTensor) value).getFloatBuffer();
  }
}
