package dev.vinyl.export.internal.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ONNX Runtime itself reads what we write, and we read what it saves. */
class OrtCheckpointSessionTest {
  /** 1 - 0.999 has five good digits in float32, and so have the second moments. */
  private static final float RELATIVE_TOLERANCE = 2e-5f;

  private static final ParameterSet TRAINABLE =
      ParameterSet.of(
          List.of(
              new Parameter("weight", new long[] {2, 1}, new float[] {0.5f, -0.25f}),
              new Parameter("bias", new long[] {1}, new float[] {0.1f})));
  private static final ParameterSet FROZEN =
      ParameterSet.of(List.of(new Parameter("scale", new long[] {1}, new float[] {-1f})));

  /** The mean row is (2, 4). */
  private static final float[][] ROWS = {{1, 2}, {3, 6}};

  @TempDir Path folder;
  private final OrtEnvironment environment = OnnxRuntimeLibrary.loadForTraining().environment();
  private Path start;

  @BeforeEach
  void writeCheckpoint() throws IOException {
    start = folder.resolve("start.ckpt");
    OrtCheckpoint.write(TRAINABLE, FROZEN, start);
  }

  @Test
  void untrainedSessionSavesTheParametersItWasGiven() throws Exception {
    Path saved = folder.resolve("saved.ckpt");
    try (OrtTrainingSession session = open(start)) {
      session.saveCheckpoint(saved, true);
    }

    OrtCheckpoint read = OrtCheckpoint.read(saved);

    assertThat(read.trainable().names()).containsExactly("bias", "weight");
    assertThat(read.trainable().get("weight").values()).containsExactly(0.5f, -0.25f);
    assertThat(read.trainable().get("weight").shape()).containsExactly(2, 1);
    assertThat(read.trainable().get("bias").values()).containsExactly(0.1f);
    assertThat(read.frozen().names()).containsExactly("scale");
    assertThat(read.frozen().get("scale").values()).containsExactly(-1f);
    assertThat(read.step()).isZero();
  }

  @Test
  void readsParametersAndMomentsAfterOneStep() throws Exception {
    Path saved = folder.resolve("saved.ckpt");
    try (OrtTrainingSession session = open(start)) {
      // -1 * (2 * 0.5 - 4 * 0.25 + 0.1)
      assertThat(step(session, 0.1f)).isCloseTo(-0.1f, within(1e-6f));
      session.saveCheckpoint(saved, true);
    }

    OrtCheckpoint read = OrtCheckpoint.read(saved);

    // In its first step AdamW shrinks by 1 - rate * decay = 0.999 and then moves by the rate
    // against
    // the gradient's sign; the gradients are -(2, 4) and -1.
    assertValues(read.trainable(), "weight", 0.4995f + 0.1f, -0.24975f + 0.1f);
    assertValues(read.trainable(), "bias", 0.0999f + 0.1f);
    assertValues(read.frozen(), "scale", -1f);
    assertValues(read.optimizer().firstMoments(), "weight", -0.2f, -0.4f);
    assertValues(read.optimizer().firstMoments(), "bias", -0.1f);
    assertValues(read.optimizer().secondMoments(), "weight", 0.004f, 0.016f);
    assertValues(read.optimizer().secondMoments(), "bias", 0.001f);
    assertThat(read.optimizer().secondMoments().get("weight").shape()).containsExactly(2, 1);
    assertThat(read.step()).isEqualTo(1);
  }

  @Test
  void countsStepsAndAccumulatesMoments() throws Exception {
    Path saved = folder.resolve("saved.ckpt");
    try (OrtTrainingSession session = open(start)) {
      step(session, 0.1f);
      step(session, 0.1f);
      session.saveCheckpoint(saved, true);
    }

    OrtCheckpoint read = OrtCheckpoint.read(saved);

    assertThat(read.step()).isEqualTo(2);
    // The same gradients again: 0.9 * 0.1 + 0.1 = 0.19 of them, 0.999 * 0.001 + 0.001 of the
    // squares.
    assertValues(read.optimizer().firstMoments(), "weight", 0.19f * -2, 0.19f * -4);
    assertValues(read.optimizer().secondMoments(), "weight", 0.001999f * 4, 0.001999f * 16);
  }

  @Test
  void sessionContinuesFromWhatItSaved() throws Exception {
    Path middle = folder.resolve("middle.ckpt");
    Path straight = folder.resolve("straight.ckpt");
    Path resumed = folder.resolve("resumed.ckpt");
    try (OrtTrainingSession session = open(start)) {
      step(session, 0.1f);
      session.saveCheckpoint(middle, true);
      step(session, 0.1f);
      session.saveCheckpoint(straight, true);
    }
    try (OrtTrainingSession session = open(middle)) {
      step(session, 0.1f);
      session.saveCheckpoint(resumed, true);
    }
    assertThat(resumed).hasSameBinaryContentAs(straight);
  }

  @Test
  void parametersAloneStartAFreshSession() throws Exception {
    Path saved = folder.resolve("saved.ckpt");
    Path copy = folder.resolve("copy.ckpt");
    try (OrtTrainingSession session = open(start)) {
      step(session, 0.1f);
      session.saveCheckpoint(saved, true);
    }
    OrtCheckpoint read = OrtCheckpoint.read(saved);
    OrtCheckpoint.write(read.trainable(), read.frozen(), copy);
    try (OrtTrainingSession session = open(copy)) {
      // -1 * (2 * 0.5995 - 4 * 0.14975 + 0.1999)
      assertThat(step(session, 0.1f)).isCloseTo(-0.7999f, within(1e-6f));
    }
  }

  @Test
  void readsACheckpointWithoutOptimizerState() throws Exception {
    Path saved = folder.resolve("saved.ckpt");
    try (OrtTrainingSession session = open(start)) {
      step(session, 0.1f);
      session.saveCheckpoint(saved, false);
    }
    OrtCheckpoint read = OrtCheckpoint.read(saved);
    assertThat(read.optimizer().isPresent()).isFalse();
    assertThat(read.step()).isZero();
    assertValues(read.trainable(), "bias", 0.1999f);
  }

  @Test
  void readsPropertiesAndTheRateTheSessionWasMadeWith() throws Exception {
    Path saved = folder.resolve("saved.ckpt");
    try (OrtTrainingSession session = open(start)) {
      session.addProperty("recipe", "paper");
      session.addProperty("best", 0.5f);
      step(session, 0.1f);
      session.saveCheckpoint(saved, true);
    }
    OrtCheckpoint read = OrtCheckpoint.read(saved);
    assertThat(read.properties())
        .containsOnly(Map.entry("recipe", "paper"), Map.entry("best", 0.5f));
    assertThat(read.optimizer().initialLearningRate()).isEqualTo(0.001f);
  }

  private OrtTrainingSession open(Path checkpoint) throws OrtException, IOException {
    return environment.createTrainingSession(
        checkpoint.toString(),
        LinearModel.trainingModel(folder).toString(),
        LinearModel.evalModel(folder).toString(),
        LinearModel.optimizerModel(folder).toString());
  }

  private float step(OrtTrainingSession session, float rate) throws OrtException {
    session.setLearningRate(rate);
    session.lazyResetGrad();
    try (OnnxTensor rows = OnnxTensor.createTensor(environment, ROWS);
        OrtSession.Result result = session.trainStep(Map.of("x", rows))) {
      session.optimizerStep();
      return (float) result.get(0).getValue();
    }
  }

  private static void assertValues(ParameterSet set, String name, float... expected) {
    float[] actual = set.get(name).values();
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("%s[%d]", name, i)
          .isCloseTo(expected[i], within(Math.abs(expected[i]) * RELATIVE_TOLERANCE));
    }
  }
}
