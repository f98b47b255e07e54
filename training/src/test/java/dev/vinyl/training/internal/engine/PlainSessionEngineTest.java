package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.export.Tolerance;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.internal.engine.Optimization.ParameterGroup;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the plain engine alone can do; the rest is in {@link TrainingEngineContractTest}. */
class PlainSessionEngineTest {
  private static final TrainableModel MODEL =
      new EncoderDecoder(new VitConfig(16, 4, 16, 1, 2, 8, 32), new SegmentationHead(3));
  private static final ParameterSet INITIAL = TrainingArtifacts.initialParameters(MODEL, 1);
  private static final AdamW ADAM_W = AdamW.withWeightDecay(1e-4f);
  private static final Optimization UNIFORM = Optimization.uniform(ADAM_W);
  private static final Optimization AVERAGED = new Optimization(ADAM_W, Map.of(), 0.99f);

  @TempDir Path folder;

  @Test
  void averageIsWhatTrainingGives() throws Exception {
    ParameterSet weights;
    try (TrainingEngine engine = open(INITIAL, UNIFORM, null)) {
      engine.trainStep(batch(1));
      weights = engine.parameters();
    }

    try (TrainingEngine engine = open(INITIAL, AVERAGED, null)) {
      engine.trainStep(batch(1));
      ParameterSet average = engine.parameters();

      for (Parameter parameter : average) {
        float[] before = INITIAL.get(parameter.name()).values();
        float[] after = weights.get(parameter.name()).values();
        float[] expected = new float[before.length];
        for (int i = 0; i < expected.length; i++) {
          expected[i] = 2 / 11f * before[i] + 9 / 11f * after[i]; // (1 + step) / (10 + step)
        }
        Tolerance.assertRelative(parameter.name(), 1e-6, parameter.values(), expected);
      }
      try (TrainingEngine ofAverage = open(average, UNIFORM, null)) {
        assertThat(engine.evaluate(batch(2)).loss()).isEqualTo(ofAverage.evaluate(batch(2)).loss());
      }
      try (TrainingEngine ofWeights = open(weights, UNIFORM, null)) {
        assertThat(engine.trainStep(batch(2)))
            .isCloseTo(ofWeights.evaluate(batch(2)).loss(), within(1e-6f));
      }
    }
  }

  @Test
  void averageIsResumedBitExactly() throws Exception {
    Path saved = folder.resolve("saved");
    try (TrainingEngine engine = open(INITIAL, AVERAGED, null)) {
      engine.trainStep(batch(1));
      engine.saveState(saved);
      engine.trainStep(batch(2));
      engine.saveState(folder.resolve("straight"));
    }

    try (TrainingEngine engine = open(INITIAL, AVERAGED, saved)) {
      engine.trainStep(batch(2));
      engine.saveState(folder.resolve("resumed"));
    }
    assertThat(folder.resolve("resumed")).hasSameBinaryContentAs(folder.resolve("straight"));
  }

  /**
   * Seven images in micro-batches of two, of which three workers never have equal shares; and in
   * those that the engine chooses.
   */
  @ParameterizedTest
  @CsvSource({"2, 2", "3, 2", "9, 2", "2, 0", "3, 0"})
  void theNumberOfWorkersChangesNoBit(int workers, int microBatch) throws Exception {
    Optimization clipped =
        new Optimization(new AdamW(0.9f, 0.999f, 1e-8f, 0.1f, 0.5f), Map.of(), 0.9f);
    for (int threads : List.of(1, workers)) {
      EngineRequest request = new EngineRequest(MODEL, INITIAL, clipped, microBatch, folder, null);
      SessionSettings settings = SessionSettings.forTraining().withIntraOpThreads(threads);
      try (TrainingEngine engine = EngineKind.PLAIN_WITH_KERNELS.open(request, settings)) {
        engine.setLearningRate(1e-2f);
        StringBuilder found = new StringBuilder();
        for (int step = 0; step < 6; step++) {
          found.append(engine.trainStep(Batches.noise(MODEL, 7, step))).append(' ');
        }
        Validation.Output output = engine.evaluate(Batches.noise(MODEL, 7, 10));
        found.append(output.loss());
        output.predictions().forEach((name, v) -> found.append(name).append(Arrays.hashCode(v)));
        engine.saveState(folder.resolve("state-" + threads));
        Files.writeString(folder.resolve("found-" + threads), found);
      }
    }
    assertThat(folder.resolve("state-" + workers))
        .hasSameBinaryContentAs(folder.resolve("state-1"));
    assertThat(folder.resolve("found-" + workers))
        .hasSameTextualContentAs(folder.resolve("found-1"));
  }

  @Test
  void evaluationInMicroBatchesIsThatOfTheWholeBatch() throws Exception {
    Validation.Output whole;
    try (TrainingEngine engine =
        EngineKind.PLAIN_STANDARD.open(
            new EngineRequest(MODEL, INITIAL, UNIFORM, 7, folder, null))) {
      whole = engine.evaluate(Batches.noise(MODEL, 7, 1));
    }
    try (TrainingEngine engine = open(INITIAL, UNIFORM, null)) {
      Validation.Output parts = engine.evaluate(Batches.noise(MODEL, 7, 1));

      assertThat(parts.loss()).isCloseTo(whole.loss(), within(1e-6f));
      assertThat(parts.predictions().keySet()).isEqualTo(whole.predictions().keySet());
      whole
          .predictions()
          .forEach((n, v) -> Tolerance.assertRelative(n, 1e-5, parts.prediction(n), v));
    }
  }

  @Test
  void stateWithAnAverageAndOneWithoutAreNotTakenForEachOther() throws Exception {
    for (Optimization mine : List.of(UNIFORM, AVERAGED)) {
      Optimization other = mine.equals(UNIFORM) ? AVERAGED : UNIFORM;
      Path saved = folder.resolve("saved");
      try (TrainingEngine engine = open(INITIAL, mine, null)) {
        engine.saveState(saved);
      }
      assertThatThrownBy(() -> open(INITIAL, other, saved))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(saved + ": is a state of another model or engine, ");
    }
  }

  @Test
  void groupsAreTakenByName() throws Exception {
    Optimization optimization =
        new Optimization(ADAM_W, Map.of("mlp.weight", new ParameterGroup(0, 0)), 0);
    try (TrainingEngine engine = open(INITIAL, optimization, null)) {
      engine.trainStep(batch(1));
      ParameterSet after = engine.parameters();

      assertThat(after.get("mlp.weight").values()).isEqualTo(INITIAL.get("mlp.weight").values());
      assertThat(after.get("mlp.bias").values()).isNotEqualTo(INITIAL.get("mlp.bias").values());
    }
  }

  @Test
  void parametersThatDoNotFitTheModelAreRefused() {
    TrainableModel wider =
        new EncoderDecoder(new VitConfig(16, 4, 24, 1, 2, 8, 32), new SegmentationHead(3));

    assertThatThrownBy(() -> open(TrainingArtifacts.initialParameters(wider, 1), UNIFORM, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the weights do not fit the model: ")
        .hasMessageContaining("mlp.weight");
  }

  private TrainingEngine open(ParameterSet initial, Optimization optimization, @Nullable Path state)
      throws IOException {
    TrainingEngine engine =
        EngineKind.PLAIN_STANDARD.open(
            new EngineRequest(MODEL, initial, optimization, 2, folder, state));
    engine.setLearningRate(1e-2f);
    return engine;
  }

  private static List<TensorInput> batch(long seed) {
    return Batches.noise(MODEL, 4, seed);
  }
}
