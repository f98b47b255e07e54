package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stage with the engine that it is made for. */
final class OrtFineTuningTest {
  @TempDir private Path folder;

  @Test
  void learnsAndRepeatsItselfToTheByte() throws IOException {
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport epoch) {
            losses.add(epoch.loss());
          }
        };
    TrainingResult first = train("first", 1, 1, listener);
    TrainingResult second = train("second", 1, 3, TrainingListener.NONE);
    TrainingResult other = train("other", 2, 1, TrainingListener.NONE);

    assertThat(losses.get(0)).isBetween(0.8, 1.6); // ln 3 = 1.1 is a guess
    assertThat(first.loss()).isLessThan(0.5 * losses.get(0));
    Path state = first.checkpoint().resolve("state.ckpt");
    assertThat(second.checkpoint().resolve("state.ckpt")).hasSameBinaryContentAs(state);
    assertThat(Files.mismatch(other.checkpoint().resolve("state.ckpt"), state)).isNotEqualTo(-1);
    for (String weights : List.of("encoder.safetensors", "head.safetensors")) {
      assertThat(folder.resolve("second").resolve(weights))
          .hasSameBinaryContentAs(folder.resolve("first").resolve(weights));
    }
  }

  /** So runs are from before workers: by the training API, in micro-batches of a fixed size. */
  @Test
  void aRunOfBeforeGoesOnAsItWasBegun() throws IOException {
    SessionSettings one = SessionSettings.forTraining().withIntraOpThreads(1);
    TrainingResult straight =
        new Training(stage(4, 1, "microBatch=3"), Engines.trainingApi(one))
            .run(folder.resolve("straight"));
    new Training(stage(2, 1, "microBatch=3"), Engines.trainingApi(one))
        .run(folder.resolve("stopped"));

    TrainingResult resumed =
        new Training(stage(4, 1, "microBatch=0"), Engines.auto(one))
            .existing(RunDirectory.Existing.RESUME)
            .run(folder.resolve("stopped"));

    RunManifest manifest = RunDirectory.open(folder.resolve("stopped")).manifest();
    assertThat(manifest.versions().engine()).endsWith("training API");
    assertThat(manifest.config().leaves()).containsEntry("microBatch", "3");
    assertThat(resumed.checkpoint().resolve("state.ckpt"))
        .hasSameBinaryContentAs(straight.checkpoint().resolve("state.ckpt"));
  }

  private TrainingResult train(String name, long seed, int threads, TrainingListener listener)
      throws IOException {
    EngineFactory engines = Engines.auto(SessionSettings.forTraining().withIntraOpThreads(threads));
    return new Training(stage(12, threads, "microBatch=1"), engines)
        .seed(seed)
        .listener(listener)
        .run(folder.resolve(name));
  }

  private static FineTuning stage(int epochs, int threads, String microBatch) throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(
            StageConfig.recipe("paper", FineTuning.NAME)
                .with("epochs=" + epochs)
                .with(microBatch)
                .with("batchSize=4")
                .with("learningRate=1e-2")
                .with("loaderThreads=" + threads)
                .with(
                    "model={imageSize: 24, patchSize: 4, dim: 16, depth: 2, heads: 2, headDim: 8,"
                        + " mlpDim: 32}"));
    return new FineTuning(new ColouredShapes(10), config);
  }
}
