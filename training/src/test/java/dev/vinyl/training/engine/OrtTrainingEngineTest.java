package dev.vinyl.training.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.export.Golden;
import dev.vinyl.export.artifact.AdamW;
import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrtTrainingEngineTest {
  private static final SessionSettings SETTINGS =
      SessionSettings.forTraining().withIntraOpThreads(1);
  private static final SegmentationModel MICRO = new SegmentationModel(VitConfig.micro(), 3);

  @TempDir Path folder;

  @Test
  void eightAdamWStepsEqualPyTorchs() throws Exception {
    Golden golden = Golden.small();
    SegmentationModel model = new SegmentationModel(golden.config(), 3);
    TrainingArtifacts artifacts =
        TrainingArtifacts.write(
            folder, model, AdamW.withWeightDecay(1e-4f), golden.segmentationWeights());
    List<TensorInput> batch =
        List.of(
            images(golden.value("image").values(), 4, 32),
            labels(golden.values().longs("label"), 4, 32));

    try (OrtTrainingEngine engine = OrtTrainingEngine.open(artifacts, 16, SETTINGS)) {
      engine.setLearningRate(2e-3f);
      for (JsonNode expected : golden.json().get("adamwLosses")) {
        assertThat((double) engine.trainStep(batch)).isCloseTo(expected.asDouble(), within(1e-4));
      }
      assertThat(engine.step()).isEqualTo(8);
      for (Parameter parameter : engine.parameters()) {
        JsonNode sumAndNorm = golden.json().get("afterAdamW").get(parameter.name());
        if (sumAndNorm != null) {
          assertThat(norm(parameter))
              .as(parameter.name())
              .isCloseTo(sumAndNorm.get(1).asDouble(), within(1e-3));
        }
      }
    }
  }

  @Test
  void resumedRunContinuesBitExactly() throws Exception {
    TrainingArtifacts artifacts = artifacts();
    Path saved = folder.resolve("saved");
    float[] straight = new float[2];
    try (OrtTrainingEngine engine = OrtTrainingEngine.open(artifacts, 16, SETTINGS)) {
      engine.setLearningRate(1e-3f);
      engine.trainStep(batch(1));
      engine.saveState(saved);
      straight[0] = engine.trainStep(batch(2));
      straight[1] = engine.trainStep(batch(3));
      engine.saveState(folder.resolve("straight"));
    }

    try (OrtTrainingEngine engine =
        OrtTrainingEngine.open(artifacts.withCheckpoint(saved), 16, SETTINGS)) {
      engine.setLearningRate(1e-3f);
      assertThat(engine.step()).isEqualTo(1);
      assertThat(engine.trainStep(batch(2))).isEqualTo(straight[0]);
      assertThat(engine.trainStep(batch(3))).isEqualTo(straight[1]);
      engine.saveState(folder.resolve("resumed"));
    }
    assertThat(folder.resolve("resumed")).hasSameBinaryContentAs(folder.resolve("straight"));
  }

  @Test
  void evaluationGivesTheLossOfTheNextStepAndChangesNothing() throws Exception {
    try (OrtTrainingEngine engine = OrtTrainingEngine.open(artifacts(), 16, SETTINGS)) {
      engine.setLearningRate(1e-3f);
      float evaluated = engine.evaluate(batch(1)).loss();
      assertThat(engine.evaluate(batch(1)).loss()).isEqualTo(evaluated);
      assertThat(engine.trainStep(batch(1))).isCloseTo(evaluated, within(1e-6f));
      assertThat(engine.evaluate(batch(1)).loss()).isLessThan(evaluated);
    }
  }

  @Test
  void unusedClassTokenIsKeptAsItWas() throws Exception {
    TrainingArtifacts artifacts = artifacts();
    try (OrtTrainingEngine engine = OrtTrainingEngine.open(artifacts, 16, SETTINGS)) {
      engine.setLearningRate(1e-2f);
      engine.trainStep(batch(1));
      assertThat(engine.parameters().get("encoder.cls_token").values())
          .isEqualTo(
              TrainingArtifacts.initialParameters(MICRO, 1).get("encoder.cls_token").values());
    }
  }

  @Test
  void batchThatDoesNotFitIsRefusedBeforeNativeCodeSeesIt() throws Exception {
    try (OrtTrainingEngine engine = OrtTrainingEngine.open(artifacts(), 16, SETTINGS)) {
      List<TensorInput> good = batch(1);
      List<TensorInput> swapped = List.of(good.get(1), good.get(0));
      assertThatThrownBy(() -> engine.trainStep(swapped))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("expected the inputs [image, labels], got [labels, image]");

      List<TensorInput> unequal = List.of(good.get(0), labels(new long[64 * 64], 1, 64));
      assertThatThrownBy(() -> engine.trainStep(unequal))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("labels should be [B, 64, 64]");

      long[] wrong = new long[2 * 64 * 64];
      wrong[5] = 3;
      List<TensorInput> outOfRange = List.of(good.get(0), labels(wrong, 2, 64));
      assertThatThrownBy(() -> engine.trainStep(outOfRange))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("input labels: label 3 at position 5 is not 0..2 or 255");
    }
  }

  @Test
  void useAfterCloseIsRefused() throws Exception {
    OrtTrainingEngine engine = OrtTrainingEngine.open(artifacts(), 16, SETTINGS);
    engine.close();
    engine.close();

    assertThatThrownBy(() -> engine.trainStep(batch(1))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> engine.saveState(folder.resolve("late")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void damagedCheckpointIsNamed() throws Exception {
    TrainingArtifacts artifacts = artifacts();
    Files.write(artifacts.checkpoint(), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> OrtTrainingEngine.open(artifacts, 16, SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(artifacts.checkpoint().toString());
  }

  private TrainingArtifacts artifacts() throws IOException {
    return TrainingArtifacts.write(
        folder.resolve("artifacts"),
        MICRO,
        AdamW.withWeightDecay(1e-4f),
        TrainingArtifacts.initialParameters(MICRO, 1));
  }

  /** Two pictures of noise with labels of noise. */
  private static List<TensorInput> batch(long seed) {
    Random random = new Random(seed);
    float[] pixels = new float[2 * 3 * 64 * 64];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = random.nextFloat();
    }
    long[] classes = random.longs(2 * 64 * 64, 0, 3).toArray();
    return List.of(images(pixels, 2, 64), labels(classes, 2, 64));
  }

  private static TensorInput images(float[] pixels, int batch, int size) {
    FloatBuffer buffer =
        ByteBuffer.allocateDirect(4 * pixels.length).order(ByteOrder.nativeOrder()).asFloatBuffer();
    buffer.put(0, pixels);
    return new TensorInput("image", new long[] {batch, 3, size, size}, buffer);
  }

  private static TensorInput labels(long[] classes, int batch, int size) {
    LongBuffer buffer =
        ByteBuffer.allocateDirect(8 * classes.length).order(ByteOrder.nativeOrder()).asLongBuffer();
    buffer.put(0, classes);
    return new TensorInput("labels", new long[] {batch, size, size}, buffer);
  }

  private static double norm(Parameter parameter) {
    double sum = 0;
    for (float value : parameter.values()) {
      sum += (double) value * value;
    }
    return Math.sqrt(sum);
  }
}
