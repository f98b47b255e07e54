package dev.vinyl.nativeconfig;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds out whether CUDA graphs may be used: whether each run answers for its own input.
 *
 * <p>Once ONNX Runtime has recorded a run it replays the recording, which reads and writes the
 * device's memory of that run, and looks at the input of the new one no more. For that memory to be
 * the caller's, tensors must be bound to the device, which ONNX Runtime's Java API has no way for
 * up to release 1.24: with it a session answers with the masks of an earlier image (issues 20050
 * and 22583 of microsoft/onnxruntime). So a tiny model decides, by runs with other numbers, other
 * buffers and another batch.
 */
final class CudaGraphTrial {
  /** ONNX Runtime records the third run at the latest. */
  private static final int RUNS = 6;

  private static final Map<String, Optional<String>> PROBLEMS = new ConcurrentHashMap<>();

  private CudaGraphTrial() {}

  /**
   * Tries once for each device in a JVM.
   *
   * @throws IllegalStateException if a graph on this device answers wrongly, or not at all
   */
  static void require(ExecutionProvider provider) {
    PROBLEMS
        .computeIfAbsent(provider.name(), name -> problem(provider))
        .ifPresent(
            problem -> {
              throw new IllegalStateException(
                  "CUDA graphs cannot be used on %s: %s; leave them off"
                      .formatted(provider, problem));
            });
  }

  private static Optional<String> problem(ExecutionProvider provider) {
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      ProviderSetup.addUntried(withoutModelsOwn(provider), options);
      try (TrialModel model = new TrialModel(environment, options)) {
        return repeatsEarlierOutput(model::twice)
            ? Optional.of("a recorded run answers for the input of an earlier one")
            : Optional.empty();
      }
    } catch (OrtException e) {
      return Optional.of(ProviderTrial.inWords(e));
    }
  }

  /** A graph, but neither profile nor cache, which are for another model than the tiny one. */
  private static ExecutionProvider withoutModelsOwn(ExecutionProvider provider) {
    return provider.with(TensorRtOptions.defaults().withCudaGraph(true));
  }

  /** What doubles numbers: {@link TrialModel#twice}. */
  @FunctionalInterface
  interface Doubling {
    float[] twice(float... numbers) throws OrtException;
  }

  /** Whether one of some runs, the last with a smaller batch, gives something else. */
  static boolean repeatsEarlierOutput(Doubling model) throws OrtException {
    for (int run = 1; run <= RUNS; run++) {
      if (!Arrays.equals(model.twice(run, -run), new float[] {2 * run, -2 * run})) {
        return true;
      }
    }
    return !Arrays.equals(model.twice(0.5f), new float[] {1});
  }
}
