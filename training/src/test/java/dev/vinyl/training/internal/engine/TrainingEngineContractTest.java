package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.export.Golden;
import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.StochasticDepthModel;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.PatchClassificationHead;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link TrainingEngine} promises, of every engine. */
class TrainingEngineContractTest {
  private static final int SIDE = 32;
  private static final TrainableModel MODEL = model(16, 1);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void eightAdamWStepsEqualPyTorchs(EngineKind kind) throws Exception {
    Golden golden = Golden.small();
    EngineRequest request =
        request(
            new EncoderDecoder(golden.config(), new SegmentationHead(3)),
            golden.segmentationWeights(),
            null);
    List<TensorInput> batch =
        List.of(
            Batches.floats("image", golden.value("image").values(), 4, 3, SIDE, SIDE),
            Batches.longs("labels", golden.values().longs("label"), 4, SIDE, SIDE));

    try (TrainingEngine engine = kind.open(request)) {
      engine.setLearningRate(2e-3f);
      for (JsonNode expected : golden.json().get("adamwLosses")) {
        assertThat((double) engine.trainStep(batch)).isCloseTo(expected.asDouble(), within(1e-4));
      }
      assertThat(engine.step()).isEqualTo(8);
      ParameterSet after = engine.parameters();
      for (var expected : golden.json().get("afterAdamW").properties()) {
        double[] values = doubles(after.get(expected.getKey()));
        assertThat(Arrays.stream(values).sum())
            .as("sum of " + expected.getKey())
            .isCloseTo(expected.getValue().get(0).asDouble(), within(1e-2));
        assertThat(Math.sqrt(Arrays.stream(values).map(v -> v * v).sum()))
            .as("norm of " + expected.getKey())
            .isCloseTo(expected.getValue().get(1).asDouble(), within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void resumedRunContinuesBitExactly(EngineKind kind) throws Exception {
    Path saved = folder.resolve("saved");
    float[] straight = new float[2];
    try (TrainingEngine engine = open(kind, null)) {
      engine.trainStep(batch(1));
      engine.saveState(saved);
      straight[0] = engine.trainStep(batch(2));
      straight[1] = engine.trainStep(batch(3));
      engine.saveState(folder.resolve("straight"));
    }

    try (TrainingEngine engine = open(kind, saved)) {
      assertThat(engine.step()).isEqualTo(1);
      assertThat(engine.trainStep(batch(2))).isEqualTo(straight[0]);
      assertThat(engine.trainStep(batch(3))).isEqualTo(straight[1]);
      engine.saveState(folder.resolve("resumed"));
    }
    assertThat(folder.resolve("resumed")).hasSameBinaryContentAs(folder.resolve("straight"));
  }

  @ParameterizedTest
  @EnumSource
  void sameRequestGivesTheSameBytes(EngineKind kind) throws Exception {
    for (String name : List.of("one", "other")) {
      try (TrainingEngine engine = open(kind, null)) {
        engine.trainStep(batch(1));
        engine.trainStep(batch(2));
        engine.saveState(folder.resolve(name));
      }
    }
    assertThat(folder.resolve("one")).hasSameBinaryContentAs(folder.resolve("other"));
  }

  @ParameterizedTest
  @EnumSource
  void evaluationGivesTheLossOfTheNextStepAndChangesNothing(EngineKind kind) throws Exception {
    try (TrainingEngine engine = open(kind, null)) {
      engine.trainStep(batch(1));
      engine.saveState(folder.resolve("before"));
      Validation.Output evaluation = engine.evaluate(batch(2));
      engine.saveState(folder.resolve("after"));

      assertThat(folder.resolve("after")).hasSameBinaryContentAs(folder.resolve("before"));
      assertThat(evaluation.loss()).isEqualTo(engine.evaluate(batch(2)).loss());
      assertThat((double) evaluation.loss())
          .isCloseTo(crossEntropy(evaluation.prediction("logits"), batch(2).get(1)), within(1e-5));
      assertThat(engine.trainStep(batch(2))).isCloseTo(evaluation.loss(), within(1e-6f));
      assertThat(engine.evaluate(batch(2)).loss()).isLessThan(evaluation.loss());
    }
  }

  @ParameterizedTest
  @EnumSource
  void inputOfTrainingAloneIsNotTakenByEvaluation(EngineKind kind) throws Exception {
    TrainableModel model = new StochasticDepthModel(MODEL);
    float[] all = new float[2 * MODEL.config().branches()];
    Arrays.fill(all, 1);
    List<TensorInput> batch = new ArrayList<>(batch(1));
    batch.add(0, Batches.floats(StochasticDepthModel.BRANCH_SCALES, all, 2, all.length / 2));

    try (TrainingEngine engine = kind.open(request(model, initial(model), null))) {
      assertThatThrownBy(() -> engine.evaluate(batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected the inputs [image, labels], got [branch_scales, image, labels]");
      float loss = engine.evaluate(batch(1)).loss();
      assertThat(engine.trainStep(batch)).isCloseTo(loss, within(1e-6f));
    }
  }

  @ParameterizedTest
  @EnumSource
  void beginsWithTheGivenParametersAndChangesAllButTheUnusedClassToken(EngineKind kind)
      throws Exception {
    ParameterSet initial = initial(MODEL);
    try (TrainingEngine engine = open(kind, null)) {
      assertThat(engine.step()).isZero();
      assertThat(engine.parameters().names()).containsExactlyInAnyOrderElementsOf(initial.names());
      for (Parameter parameter : engine.parameters()) {
        assertThat(parameter.values())
            .as(parameter.name())
            .isEqualTo(initial.get(parameter.name()).values());
      }

      engine.trainStep(batch(1));

      assertThat(engine.step()).isEqualTo(1);
      for (Parameter parameter : engine.parameters()) {
        boolean same = Arrays.equals(parameter.values(), initial.get(parameter.name()).values());
        assertThat(same)
            .as(parameter.name())
            .isEqualTo(parameter.name().equals("encoder.cls_token"));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void batchThatDoesNotFitIsRefusedBeforeNativeCodeSeesIt(EngineKind kind) throws Exception {
    TensorInput image = batch(1).get(0);
    TensorInput labels = batch(1).get(1);
    try (TrainingEngine engine = open(kind, null)) {
      assertRefused(engine, List.of(labels, image))
          .hasMessage("expected the inputs [image, labels], got [labels, image]");
      assertRefused(engine, List.of(image))
          .hasMessage("expected the inputs [image, labels], got [image]");
      assertRefused(
              engine, List.of(image, Batches.longs("labels", new long[SIDE * SIDE], 1, SIDE, SIDE)))
          .hasMessageContaining("input labels should be [B, 32, 32], got");
      assertRefused(
              engine,
              List.of(
                  Batches.floats("image", new float[0], 0, 3, SIDE, SIDE),
                  Batches.longs("labels", new long[0], 0, SIDE, SIDE)))
          .hasMessageContaining("input image should be [B, 3, 32, 32], got");
      assertRefused(
              engine,
              List.of(image, Batches.floats("labels", new float[2 * SIDE * SIDE], 2, SIDE, SIDE)))
          .hasMessageContaining("input labels should be INT64, got");
      for (long label : new long[] {3, -1, 254, 256, Long.MAX_VALUE}) {
        long[] wrong = new long[2 * SIDE * SIDE];
        wrong[SIDE * SIDE + 5] = label;
        assertRefused(engine, List.of(image, Batches.longs("labels", wrong, 2, SIDE, SIDE)))
            .hasMessage(
                "input labels: label %d at position 1029 is not 0..2 or 255".formatted(label));
      }
      assertThat(engine.step()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void learningRateThatIsNoRateIsRefused(EngineKind kind) throws Exception {
    try (TrainingEngine engine = open(kind, null)) {
      for (float rate : new float[] {-1e-3f, Float.NaN, Float.POSITIVE_INFINITY}) {
        assertThatThrownBy(() -> engine.setLearningRate(rate))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("learning rate must be 0 or more, got " + rate);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void useAfterCloseIsRefused(EngineKind kind) throws Exception {
    TrainingEngine engine = open(kind, null);
    engine.close();
    engine.close();

    List<ThrowingCallable> uses =
        List.of(
            () -> engine.trainStep(batch(1)),
            () -> engine.evaluate(batch(1)),
            () -> engine.setLearningRate(1),
            engine::parameters,
            () -> engine.saveState(folder.resolve("late")));
    for (ThrowingCallable use : uses) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the training engine is closed");
    }
    assertThat(folder.resolve("late")).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource
  void damagedStateIsNamed(EngineKind kind) throws Exception {
    byte[] whole = Files.readAllBytes(stateOf(kind, MODEL));
    for (int length : new int[] {0, 3, 100, whole.length / 2, whole.length - 8}) {
      Path cut = folder.resolve("cut-at-" + length);
      Files.write(cut, Arrays.copyOf(whole, length));
      assertNotContinued(kind, cut);
    }
    assertNotContinued(kind, folder.resolve("missing"));
  }

  @ParameterizedTest
  @EnumSource
  void stateOfAnotherModelIsNamed(EngineKind kind) throws Exception {
    assertNotContinued(kind, stateOf(kind, model(24, 1)));
    assertNotContinued(kind, stateOf(kind, model(16, 2)));
    assertNotContinued(
        kind, stateOf(kind, new EncoderDecoder(config(16, 1), new PatchClassificationHead(3))));
    assertNotContinued(
        kind, stateOf(kind, new EncoderDecoder(config(16, 1), new ReconstructionHead())));
  }

  @ParameterizedTest
  @EnumSource
  void stateOfAnotherEngineIsNamed(EngineKind kind) throws Exception {
    EngineKind other =
        kind == EngineKind.TRAINING_API ? EngineKind.PLAIN_STANDARD : EngineKind.TRAINING_API;
    assertNotContinued(kind, stateOf(other, MODEL));
  }

  @ParameterizedTest
  @EnumSource
  void stateThatCannotBeWrittenIsNamedAndLeavesNothing(EngineKind kind) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    try (TrainingEngine engine = open(kind, null)) {
      Path state = file.resolve("state");
      assertThatThrownBy(() -> engine.saveState(state))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.toString());
      engine.trainStep(batch(1));
    }
  }

  private void assertNotContinued(EngineKind kind, Path state) {
    assertThatThrownBy(() -> open(kind, state).close())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(state + ": ")
        .hasMessageNotContaining("\n");
  }

  private Path stateOf(EngineKind kind, TrainableModel model) throws IOException {
    Path state = folder.resolve("state");
    try (TrainingEngine engine = kind.open(request(model, initial(model), null))) {
      engine.trainStep(Batches.noise(model, 2, 1));
      engine.saveState(state);
    }
    return state;
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      TrainingEngine engine, List<TensorInput> batch) {
    assertThatThrownBy(() -> engine.evaluate(batch)).isInstanceOf(IllegalArgumentException.class);
    return assertThatThrownBy(() -> engine.trainStep(batch))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private TrainingEngine open(EngineKind kind, @Nullable Path state) throws IOException {
    TrainingEngine engine = kind.open(request(MODEL, initial(MODEL), state));
    engine.setLearningRate(1e-3f);
    return engine;
  }

  private EngineRequest request(TrainableModel model, ParameterSet initial, @Nullable Path state) {
    Optimization optimization = Optimization.uniform(AdamW.withWeightDecay(1e-4f));
    return new EngineRequest(model, initial, optimization, 64, folder.resolve("engine"), state);
  }

  private static TrainableModel model(int dim, int depth) {
    return new EncoderDecoder(config(dim, depth), new SegmentationHead(3));
  }

  private static VitConfig config(int dim, int depth) {
    return new VitConfig(SIDE, 8, dim, depth, 2, 8, 32);
  }

  private static ParameterSet initial(TrainableModel model) {
    return TrainingArtifacts.initialParameters(model, 1);
  }

  private static List<TensorInput> batch(long seed) {
    return Batches.noise(MODEL, 2, seed);
  }

  private static double[] doubles(Parameter parameter) {
    double[] doubles = new double[parameter.values().length];
    Arrays.setAll(doubles, i -> parameter.values()[i]);
    return doubles;
  }

  /** The mean over pixels of the cross entropy of logits [2, 3, SIDE, SIDE]. */
  private static double crossEntropy(float[] logits, TensorInput labels) {
    LongBuffer classes = (LongBuffer) labels.data();
    int pixels = SIDE * SIDE;
    double sum = 0;
    for (int i = 0; i < 2 * pixels; i++) {
      int first = i / pixels * 3 * pixels + i % pixels;
      double all = 0;
      for (int c = 0; c < 3; c++) {
        all += Math.exp(logits[first + c * pixels]);
      }
      sum += Math.log(all) - logits[first + (int) classes.get(i) * pixels];
    }
    return sum / (2 * pixels);
  }
}
