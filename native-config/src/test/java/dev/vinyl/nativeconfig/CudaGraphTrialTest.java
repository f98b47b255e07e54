package dev.vinyl.nativeconfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class CudaGraphTrialTest {
  /** Doubles, but from some run on repeats what it answered before. */
  private static CudaGraphTrial.Doubling recording(Predicate<float[]> replays) {
    List<float[]> answers = new ArrayList<>();
    return numbers -> {
      if (answers.isEmpty() || !replays.test(numbers)) {
        float[] sums = numbers.clone();
        for (int i = 0; i < sums.length; i++) {
          sums[i] += numbers[i];
        }
        answers.add(sums);
      }
      return Arrays.copyOf(answers.get(answers.size() - 1), numbers.length);
    };
  }

  @Test
  void modelThatAnswersForEachInputPasses() throws OrtException {
    assertThat(CudaGraphTrial.repeatsEarlierOutput(recording(numbers -> false))).isFalse();

    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();
    try (OrtSession.SessionOptions options = SessionSettings.forInference().toOptions();
        TrialModel model = new TrialModel(library.environment(), options)) {
      assertThat(CudaGraphTrial.repeatsEarlierOutput(model::twice)).isFalse();
    }
  }

  @Test
  void replayOfTheThirdRunIsNoticed() throws OrtException {
    assertThat(CudaGraphTrial.repeatsEarlierOutput(recording(numbers -> numbers[0] > 3))).isTrue();
  }

  @Test
  void replayOfAnotherBatchIsNoticed() throws OrtException {
    assertThat(CudaGraphTrial.repeatsEarlierOutput(recording(numbers -> numbers.length == 1)))
        .isTrue();
  }

  @Test
  void graphIsRefusedWhereItCannotBeTried() throws OrtException {
    OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
    ExecutionProvider graph =
        ExecutionProvider.cuda(999, CudaOptions.defaults().withCudaGraph(true));

    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      assertThatThrownBy(() -> ProviderSetup.add(graph, options))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("CUDA graphs cannot be used on cuda:999: ")
          .hasMessageEndingWith("; leave them off");
    }
  }
}
