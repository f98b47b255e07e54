package dev.vinyl.runtime.internal.model;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/**
 * Products of matrices in float32 by ONNX Runtime's kernels, each on the thread that asks for it.
 * Thread-safe.
 */
public final class MatrixProduct implements AutoCloseable {
  /** An ONNX model of opset 17: {@code c = Gemm(a, b)} with {@code transB}. */
  private static final byte[] ONNX =
      Base64.getDecoder()
          .decode(
              "CAg6aAoeCgFhCgFiEgFjIgRHZW1tKg0KBnRyYW5zQhgBoAECEgFnWhUKAWESEAoOCAESCgoDEgFt"
                  + "CgMSAWtaFQoBYhIQCg4IARIKCgMSAW4KAxIBa2IVCgFjEhAKDggBEgoKAxIBbQoDEgFuQgIQEQ==");

  private final OrtEnvironment environment;
  private final OrtSession session;

  /**
   * Opens what multiplies, in about a millisecond.
   *
   * @throws IllegalStateException if ONNX Runtime cannot be loaded
   */
  public MatrixProduct() {
    environment = OnnxRuntimeLibrary.load().environment();
    SessionSettings settings = SessionSettings.forInference().withIntraOpThreads(1);
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      session = environment.createSession(ONNX, options);
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot multiply: " + e.getMessage(), e);
    }
  }

  /**
   * Multiplies every row of one matrix with every row of another: A B^T. An element's value does
   * not depend on how many rows A has, if these are at least 2.
   *
   * @param a [m, k] from its position on; like the others direct and in native byte order
   * @param b [n, k] from its position on
   * @param product receives [m, n], from its position on
   */
  public void ofRows(FloatBuffer a, int m, FloatBuffer b, int n, int k, FloatBuffer product) {
    try (OnnxTensor first = tensor(a, m, k);
        OnnxTensor second = tensor(b, n, k);
        OnnxTensor result = tensor(product, m, n)) {
      session.run(Map.of("a", first, "b", second), Set.of(), Map.of("c", result)).close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot multiply: " + e.getMessage(), e);
    }
  }

  private OnnxTensor tensor(FloatBuffer matrix, int rows, int columns) throws OrtException {
    return OnnxTensor.createTensor(
        environment,
        matrix.slice(matrix.position(), Math.multiplyExact(rows, columns)),
        new long[] {rows, columns});
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime cannot close a session", e);
    }
  }
}
