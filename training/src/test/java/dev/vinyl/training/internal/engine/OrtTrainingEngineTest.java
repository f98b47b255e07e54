package dev.vinyl.training.internal.engine;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the training API's alone; the rest is in {@link TrainingEngineContractTest}. */
class OrtTrainingEngineTest {
  private static final SessionSettings SETTINGS =
      SessionSettings.forTraining().withIntraOpThreads(1);
  private static final EncoderDecoder MICRO =
      new EncoderDecoder(VitConfig.micro(), new SegmentationHead(3));

  @TempDir Path folder;
  private TrainingArtifacts artifacts;

  @BeforeEach
  void write() throws IOException {
    artifacts =
        TrainingArtifacts.write(
            folder,
            MICRO,
            AdamW.withWeightDecay(1e-4f),
            TrainingArtifacts.initialParameters(MICRO, 1));
  }

  @Test
  void damagedCheckpointIsNamed() throws Exception {
    Files.write(artifacts.checkpoint(), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> OrtTrainingEngine.open(artifacts, 2, SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(artifacts.checkpoint() + ": ");
  }

  @Test
  void damagedModelEndsInAnErrorAndNotInACrash() throws Exception {
    Files.write(artifacts.trainingModel(), new byte[] {1, 2, 3});

    assertThatThrownBy(() -> OrtTrainingEngine.open(artifacts, 2, SETTINGS))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot start training from " + artifacts.checkpoint());
  }

  @Test
  void microBatchWithoutAImageIsRefused() {
    assertThatThrownBy(() -> OrtTrainingEngine.open(artifacts, 0, SETTINGS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("microBatch must be at least 1, got 0");
  }
}
