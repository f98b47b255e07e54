package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Under the profile gpu a machine without a usable device fails; elsewhere it is skipped. */
@Tag("gpu")
class CudaSessionTest {
  private static final int SIZE = 64;

  /** An ONNX model of opset 17, {@code y = Softmax(MatMul(a, b))} for matrices {@code [64, 64]}. */
  private static final byte[] MODEL =
      Base64.getDecoder()
          .decode(
              "CAg6ZgoRCgFhCgFiEgFjIgZNYXRNdWwKDwoBYxIBeSIHU29mdG1heBIBZ1oTCgFhEg4KDAgBEggKAghACgIIQFoTCgFiEg4KDAgBEggKAghACgIIQGITCgF5Eg4KDAgBEggKAghACgIIQEICEBE=");

  @BeforeEach
  void requireDevice() {
    Optional<String> problem = ProviderTrial.problem(ExecutionProvider.cuda(0));
    if (Boolean.getBoolean("vinyl.gpu.required")) {
      assertThat(problem).as("why cuda:0 cannot be used").isEmpty();
    }
    assumeTrue(problem.isEmpty(), () -> "cuda:0 cannot be used: " + problem.orElseThrow());
  }

  @Test
  void graphIsRefusedUnlessItAnswersForEachInput() throws OrtException {
    ExecutionProvider graph = ExecutionProvider.cuda(0, CudaOptions.defaults().withCudaGraph(true));
    Optional<String> problem = ProviderTrial.problem(graph);
    if (problem.isPresent()) {
      assertThat(problem.get()).startsWith("CUDA graphs cannot be used on cuda:0: ");
    } else {
      assertThat(run(graph, numbers(3), numbers(4)))
          .isEqualTo(run(ExecutionProvider.cuda(0), numbers(3), numbers(4)));
    }
  }

  @Test
  void computesWhatTheProcessorComputes() throws OrtException {
    float[] a = numbers(1);
    float[] b = numbers(2);

    float[] onDevice = run(ExecutionProvider.cuda(0), a, b);

    float[] onProcessor = run(ExecutionProvider.cpu(), a, b);
    for (int i = 0; i < onProcessor.length; i++) {
      // The order of additions matters by 1e-6 at most; TF32, with 10 bits of mantissa, by 1e-4.
      assertThat(onDevice[i]).isCloseTo(onProcessor[i], within(1e-5f));
    }
  }

  private static float[] run(ExecutionProvider provider, float[] a, float[] b) throws OrtException {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.load();
    SessionSettings settings = SessionSettings.forInference().withProvider(provider);
    long[] shape = {SIZE, SIZE};
    try (OrtSession.SessionOptions options = settings.toOptions();
        OrtSession session = library.environment().createSession(MODEL, options);
        OnnxTensor left =
            OnnxTensor.createTensor(library.environment(), FloatBuffer.wrap(a), shape);
        OnnxTensor right =
            OnnxTensor.createTensor(library.environment(), FloatBuffer.wrap(b), shape);
        OrtSession.Result result = session.run(Map.of("a", left, "b", right))) {
      float[] y = new float[SIZE * SIZE];
      ((OnnxTensor) result.get(0)).getFloatBuffer().get(y);
      return y;
    }
  }

  /** Between -1 and 1. */
  private static float[] numbers(long seed) {
    Random random = new Random(seed);
    float[] numbers = new float[SIZE * SIZE];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = 2 * random.nextFloat() - 1;
    }
    return numbers;
  }
}
