package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Under the profiles tensorrt and gpu a machine without a usable device fails. */
@Tag("gpu")
class TensorRtSessionTest {
  /** An ONNX model of opset 17, {@code y = x + x}, both {@code [n, 2]}. */
  private static final byte[] MODEL =
      Base64.getDecoder()
          .decode(
              "CAg6PwoOCgF4CgF4EgF5IgNBZGQSAWdaFAoBeBIPCg0IARIJCgMSAW4KAggCYhQKAXkSDwoNCAESCQoDEgFuCgIIAkICEBE=");

  private static final float[] SEVEN = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13};

  @TempDir Path folder;

  @BeforeEach
  void requireTensorRt() {
    assumeTrue(Deployment.current() == Deployment.TENSORRT, "needs -Ptensorrt");
    Optional<String> problem = ProviderTrial.problem(ExecutionProvider.tensorRt(0));
    if (Boolean.getBoolean("vinyl.gpu.required")) {
      assertThat(problem).as("why tensorrt:0 cannot be used").isEmpty();
    }
    assumeTrue(problem.isEmpty(), () -> "tensorrt:0 cannot be used: " + problem.orElseThrow());
  }

  @Test
  void oneEngineServesEveryBatchOfItsProfile() throws OrtException, IOException {
    Path model = Files.write(folder.resolve("model.onnx"), MODEL);
    TensorRtOptions options =
        TensorRtOptions.defaults()
            .withFp16(true) // whole numbers of this size are exact in FP16 too
            .withCachesOf(model, folder.resolve("cache/below"))
            .withProfile(new BatchProfile("x", List.of(2L), 7));

    for (int start = 0; start < 2; start++) {
      run(model, options, 7, 3, 1);
      assertThat(engines()).as("after start %d", start).hasSize(1);
    }
  }

  private void run(Path model, TensorRtOptions wanted, int... batches) throws OrtException {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.load();
    SessionSettings settings =
        SessionSettings.forInference().withProvider(ExecutionProvider.tensorRt(0, wanted));
    try (OrtSession.SessionOptions options = settings.toOptions();
        OrtSession session = library.environment().createSession(model.toString(), options)) {
      for (int batch : batches) {
        FloatBuffer numbers = FloatBuffer.wrap(SEVEN, 0, 2 * batch).slice();
        try (OnnxTensor x =
                OnnxTensor.createTensor(library.environment(), numbers, new long[] {batch, 2});
            OrtSession.Result result = session.run(Map.of("x", x))) {
          FloatBuffer y = ((OnnxTensor) result.get(0)).getFloatBuffer();
          for (int i = 0; i < 2 * batch; i++) {
            assertThat(y.get(i)).isEqualTo(2 * SEVEN[i]);
          }
        }
      }
    }
  }

  private List<Path> engines() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".engine")).toList();
    }
  }
}
