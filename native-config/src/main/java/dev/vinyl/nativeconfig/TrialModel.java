package dev.vinyl.nativeconfig;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.Map;

/**
 * An ONNX model of opset 17 to try a provider with: {@code y = x + x}, float32, both {@code [n]}.
 */
final class TrialModel implements AutoCloseable {
  private static final byte[] ONNX =
      Base64.getDecoder()
          .decode(
              "CAg6NwoOCgF4CgF4EgF5IgNBZGQSAWdaEAoBeBILCgkIARIFCgMSAW5iEAoBeRILCgkIARIFCgMSAW5CAhAR");

  private final OrtEnvironment environment;
  private final OrtSession session;

  /** Opens the model; the options are not needed any longer afterwards, and stay the caller's. */
  TrialModel(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException {
    this.environment = environment;
    this.session = environment.createSession(ONNX, options);
  }

  /** What the model makes of some numbers, from and into memory that no run before has seen. */
  float[] twice(float... numbers) throws OrtException {
    long[] shape = {numbers.length};
    FloatBuffer out = buffer(numbers.length);
    try (OnnxTensor x =
            OnnxTensor.createTensor(
                environment, buffer(numbers.length).put(numbers).flip(), shape);
        OnnxTensor y = OnnxTensor.createTensor(environment, out, shape)) {
      session.run(Map.of("x", x), Map.of("y", y)).close();
    }
    float[] sums = new float[numbers.length];
    out.get(0, sums);
    return sums;
  }

  private static FloatBuffer buffer(int numbers) {
    return ByteBuffer.allocateDirect(numbers * Float.BYTES)
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
