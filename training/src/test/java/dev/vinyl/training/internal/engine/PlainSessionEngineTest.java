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
import dev.vinyl.training.internal.engine.Optimization.ParameterGroup;
import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
