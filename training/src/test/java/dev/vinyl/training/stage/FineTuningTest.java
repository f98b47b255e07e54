package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.training.engine.EngineFactory;
import dev.vinyl.training.engine.EngineRequest;
import dev.vinyl.training.engine.TrainingEngine;
import dev.vinyl.training.loop.EpochReport;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FineTuningTest {
  @TempDir private Path folder;

  @Test
  void leavesARunFromWhichTheNextStageStarts() throws IOException {
    Path out = folder.resolve("run");
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void epochFinished(EpochReport epoch) {
            losses.add(epoch.loss());
          }
        };

    TrainingResult result = stage(new ColouredShapes(10), config(), 1).run(out, false, listener);

    assertThat(losses).hasSize(6);
    assertThat(losses.get(5)).isLessThan(0.5 * losses.get(0));
    assertThat(result.loss()).isEqualTo(losses.get(5));
    assertThat(result.steps()).isEqualTo(18); // 10 pictures in batches of 4, 6 epochs

    RunDirectory run = RunDirectory.open(out);
    assertThat(run.encoder().names())
        .contains("pos_embedding", "cls_token", "transformer.norm.weight")
        .noneMatch(name -> name.startsWith("encoder."));
    assertThat(run.head().names()).containsExactly("mlp.weight", "mlp.bias");
    assertThat(out.resolve("engine")).doesNotExist();
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(18 + 6);

    RunManifest manifest = run.manifest();
    assertThat(manifest.seed()).isEqualTo(1);
    assertThat(manifest.data().pictures()).isEqualTo(10);
    assertThat(manifest.versions().vinyl()).matches("\\d+\\.\\d+.*");
    assertThat(manifest.versions().engine()).isEqualTo("logistic regression");
    assertThat(FineTuningConfig.of(manifest.config())).isEqualTo(config());
  }

  @Test
  void sameSeedGivesTheSameBytesWhateverThreadsAndCache() throws IOException {
    Map<String, byte[]> first = trained("first", config(), 1);
    FineTuningConfig others =
        FineTuningConfig.of(config().toTree().with("loaderThreads=3").with("pictureCacheMiB=0"));
    Map<String, byte[]> second = trained("second", others, 1);

    assertThat(first.keySet())
        .containsExactly(
            "checkpoints/epoch-0004/progress.json",
            "checkpoints/epoch-0004/state.ckpt",
            "checkpoints/epoch-0006/progress.json",
            "checkpoints/epoch-0006/state.ckpt",
            "encoder.safetensors",
            "head.safetensors");
    assertThat(second.keySet()).isEqualTo(first.keySet());
    first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    Map<String, byte[]> first = trained("first", config(), 1);
    Map<String, byte[]> second = trained("second", config(), 2);

    assertThat(second.get("encoder.safetensors")).isNotEqualTo(first.get("encoder.safetensors"));
    assertThat(second.get("checkpoints/epoch-0006/state.ckpt"))
        .isNotEqualTo(first.get("checkpoints/epoch-0006/state.ckpt"));
  }

  @Test
  void picturesAreDecodedOnceIfTheyFitTheCache() throws IOException {
    ColouredShapes data = new ColouredShapes(5);
    // One thread: of two, each may decode a picture that both need for the first time.
    FineTuningConfig cached = FineTuningConfig.of(config().toTree().with("loaderThreads=1"));
    stage(data, cached, 1).run(folder.resolve("cached"), false, TrainingListener.NONE);
    assertThat(data.loads()).isEqualTo(5);

    ColouredShapes again = new ColouredShapes(5);
    FineTuningConfig uncached = FineTuningConfig.of(config().toTree().with("pictureCacheMiB=0"));
    stage(again, uncached, 1).run(folder.resolve("uncached"), false, TrainingListener.NONE);
    assertThat(again.loads()).isEqualTo(30);
  }

  @Test
  void aBadPictureStopsTrainingAndIsNamed() {
    ColouredShapes data = new ColouredShapes(5).withBadPicture("shape-3");

    assertThatIOException()
        .isThrownBy(
            () -> stage(data, config(), 1).run(folder.resolve("run"), false, TrainingListener.NONE))
        .withMessage("shape-3.png: is truncated; replace it");
    assertThat(folder.resolve("run/encoder.safetensors")).doesNotExist();
    assertThat(folder.resolve("run/engine")).doesNotExist();
  }

  @Test
  void nothingToTrainOnIsSaidBeforeAFolderIsMade() {
    assertThatIOException()
        .isThrownBy(
            () ->
                stage(new ColouredShapes(0), config(), 1)
                    .run(folder.resolve("run"), false, TrainingListener.NONE))
        .withMessage("shapes: has no pictures in split trainval to train on");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  private Map<String, byte[]> trained(String name, FineTuningConfig config, long seed)
      throws IOException {
    Path out = folder.resolve(name);
    stage(new ColouredShapes(10), config, seed).run(out, false, TrainingListener.NONE);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> parts = Files.walk(out)) {
      for (Path file : parts.filter(Files::isRegularFile).toList()) {
        files.put(out.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    files.remove("run.yaml"); // the two that say when
    files.remove("metrics.jsonl");
    return files;
  }

  private static FineTuning stage(ColouredShapes data, FineTuningConfig config, long seed) {
    EngineFactory engines =
        new EngineFactory() {
          @Override
          public TrainingEngine create(EngineRequest request) throws IOException {
            Files.writeString(request.folder().resolve("model"), "something of the engine's own");
            return new LogisticEngine(request.initial());
          }

          @Override
          public String description() {
            return "logistic regression";
          }
        };
    return new FineTuning(data, config, seed, engines);
  }

  /** Six epochs of a model that is hardly there. */
  private static FineTuningConfig config() {
    try {
      return FineTuningConfig.of(
          FineTuningConfig.recipe("paper")
              .with("epochs=6")
              .with("batchSize=4")
              .with("learningRate=20")
              .with("checkpointEvery=2")
              .with(
                  "model={imageSize: 16, patchSize: 8, dim: 4, depth: 1, heads: 1, headDim: 4,"
                      + " mlpDim: 4}"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
