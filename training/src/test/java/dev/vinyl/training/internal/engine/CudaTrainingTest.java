package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.Device;
import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Under the profile gpu a machine without a usable device fails; elsewhere it is skipped. */
@Tag("gpu")
class CudaTrainingTest {
  private static final int STEPS = 3;
  private static final TrainableModel MODEL =
      new EncoderDecoder(VitConfig.micro(), new SegmentationHead(3));

  @TempDir Path folder;

  @BeforeEach
  void requireDevice() {
    OnnxRuntimeLibrary.loadForTraining();
    Device.Choice choice = Device.auto().choose();
    boolean usable = choice.provider().equals(ExecutionProvider.cuda(0));
    if (Boolean.getBoolean("vinyl.gpu.required")) {
      assertThat(usable).as(choice.explanation()).isTrue();
    }
    assumeTrue(usable, choice.explanation());
  }

  @ParameterizedTest
  @EnumSource
  void firstLossesAreThoseOfTheProcessor(EngineKind kind) throws Exception {
    float[] expected = losses(kind, ExecutionProvider.cpu());
    float[] actual = losses(kind, ExecutionProvider.cuda(0));

    assertThat(actual).containsExactly(expected, within(1e-3f));
  }

  private float[] losses(EngineKind kind, ExecutionProvider provider) throws IOException {
    EngineRequest request =
        new EngineRequest(
            MODEL,
            TrainingArtifacts.initialParameters(MODEL, 1),
            Optimization.uniform(AdamW.withWeightDecay(1e-4f)),
            4,
            folder,
            null);
    float[] losses = new float[STEPS];
    try (TrainingEngine engine =
        kind.open(request, SessionSettings.forTraining().withProvider(provider))) {
      engine.setLearningRate(1e-3f);
      for (int step = 0; step < STEPS; step++) {
        losses[step] = engine.trainStep(Batches.noise(MODEL, 8, step));
      }
    }
    return losses;
  }
}
