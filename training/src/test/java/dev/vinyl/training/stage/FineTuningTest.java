package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.EngineRequest;
import dev.vinyl.training.internal.engine.Optimization;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FineTuningTest {
  private static final EngineFactory ENGINES =
      new EngineFactory() {
        @Override
        public TrainingEngine create(EngineRequest request) throws IOException {
          Files.writeString(request.folder().resolve("model"), "something of the engine's own");
          return LogisticEngine.of(request);
        }

        @Override
        public String description(Optimization optimization) {
          return "logistic regression";
        }
      };

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

    TrainingResult result =
        training(new ColouredShapes(10), config(), 1).listener(listener).run(out);

    assertThat(losses).hasSize(6);
    assertThat(losses.get(5)).isLessThan(0.5 * losses.get(0));
    assertThat(result.loss()).isEqualTo(losses.get(5));
    assertThat(result.steps()).isEqualTo(18); // 10 images in batches of 4, 6 epochs

    RunDirectory run = RunDirectory.open(out);
    assertThat(run.encoder().names())
        .contains("pos_embedding", "cls_token", "transformer.norm.weight")
        .noneMatch(name -> name.startsWith("encoder."));
    assertThat(run.head().names()).containsExactly("mlp.weight", "mlp.bias");
    assertThat(out.resolve("engine")).doesNotExist();
    assertThat(Files.readAllLines(out.resolve("metrics.jsonl"))).hasSize(18 + 6);

    RunManifest manifest = run.manifest();
    assertThat(manifest.seed()).isEqualTo(1);
    assertThat(manifest.data().images()).isEqualTo(10);
    assertThat(manifest.versions().vinyl()).matches("\\d+\\.\\d+.*");
    assertThat(manifest.versions().engine()).isEqualTo("logistic regression");
    assertThat(FineTuningConfig.of(manifest.config())).isEqualTo(config());
  }

  @Test
  void sameSeedGivesTheSameBytesWhateverThreadsAndCache() throws IOException {
    Map<String, byte[]> first = trained("first", config(), 1, null);
    FineTuningConfig others = FineTuningConfig.of(config().toTree().with("loaderThreads=3"));
    Map<String, byte[]> second = trained("second", others, 1, folder.resolve("cache"));

    assertThat(first.keySet())
        .containsExactly(
            "checkpoints/epoch-0004/state.ckpt",
            "checkpoints/epoch-0006/state.ckpt",
            "encoder.safetensors",
            "head.safetensors");
    assertThat(second.keySet()).isEqualTo(first.keySet());
    first.forEach((name, bytes) -> assertThat(second.get(name)).as(name).isEqualTo(bytes));
  }

  @Test
  void anotherSeedGivesOtherWeights() throws IOException {
    Map<String, byte[]> first = trained("first", config(), 1, null);
    Map<String, byte[]> second = trained("second", config(), 2, null);

    assertThat(second.get("encoder.safetensors")).isNotEqualTo(first.get("encoder.safetensors"));
    assertThat(second.get("checkpoints/epoch-0006/state.ckpt"))
        .isNotEqualTo(first.get("checkpoints/epoch-0006/state.ckpt"));
  }

  @Test
  void imagesAreDecodedOnceForAllRunsIfThereIsACache() throws IOException {
    ColouredShapes data = new ColouredShapes(5);
    training(data, config(), 1).cache(folder.resolve("cache")).run(folder.resolve("one"));
    assertThat(data.loads()).containsExactlyInAnyOrder(names(5));
    training(data, config(), 2).cache(folder.resolve("cache")).run(folder.resolve("two"));
    assertThat(data.loads()).hasSize(5);

    ColouredShapes again = new ColouredShapes(5);
    training(again, config(), 1).run(folder.resolve("uncached"));
    assertThat(again.loads()).hasSize(30).containsOnly(names(5));
  }

  @Test
  void aCacheThatCannotBeWrittenIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "a file");

    assertThatIOException()
        .isThrownBy(
            () ->
                training(new ColouredShapes(5), config(), 1).cache(file).run(folder.resolve("run")))
        .withMessage(
            "cannot keep decoded images in %s: %s is a file, not a folder; name another cache"
                + " folder, or switch the cache off",
            file, file);
    // Nothing was lost, so the corrected command may be given at once.
    training(new ColouredShapes(5), config(), 1).run(folder.resolve("run"));
  }

  @Test
  void aBadImageStopsTrainingAndIsNamed() {
    ColouredShapes data = new ColouredShapes(5).withBadImage("shape-3");

    assertThatIOException()
        .isThrownBy(() -> training(data, config(), 1).run(folder.resolve("run")))
        .withMessage("shape-3.png: is truncated; replace it");
    assertThat(folder.resolve("run/encoder.safetensors")).doesNotExist();
    assertThat(folder.resolve("run/engine")).doesNotExist();
  }

  @Test
  void nothingToTrainOnIsSaidBeforeAFolderIsMade() {
    assertThatIOException()
        .isThrownBy(() -> training(new ColouredShapes(0), config(), 1).run(folder.resolve("run")))
        .withMessage("shapes: has no images in split train to train on");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aBatchThatIsLargerThanTheDataIsRefusedBeforeAFolderIsMade() {
    assertThatIOException()
        .isThrownBy(() -> training(new ColouredShapes(3), config(), 1).run(folder.resolve("run")))
        .withMessage(
            "shapes: batchSize 4 is more than the 3 images to train on; set batchSize=3 or less");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void aRunWithMoreEpochsEndsWithTheBytesOfOneThatHadThemFromTheStart() throws IOException {
    Path out = folder.resolve("extended");
    FineTuningConfig long6 = config("schedule.milestones=[2, 5]", "validation.every=2");
    FineTuningConfig short3 = FineTuningConfig.of(long6.toTree().with("epochs=3"));
    new Training(fineTuning(short3), ENGINES).run(out);
    String startedAt = RunDirectory.open(out).manifest().startedAt();
    assertThat(out.resolve("encoder.safetensors")).exists();

    TrainingResult extended =
        new Training(fineTuning(long6), ENGINES).existing(Existing.RESUME).run(out);

    assertThat(extended.epochs()).isEqualTo(6);
    Path straight = folder.resolve("straight");
    new Training(fineTuning(long6), ENGINES).run(straight);
    for (String file :
        List.of("encoder.safetensors", "head.safetensors", "checkpoints/epoch-0006/state.ckpt")) {
      assertThat(out.resolve(file)).as(file).hasSameBinaryContentAs(straight.resolve(file));
    }
    RunManifest manifest = RunDirectory.open(out).manifest();
    assertThat(FineTuningConfig.of(manifest.config())).isEqualTo(long6);
    assertThat(manifest.startedAt()).isEqualTo(startedAt);
  }

  @Test
  void aRunThatIsStoppedInItsFurtherEpochsCountsAsNotEnded() throws IOException {
    Path out = folder.resolve("run");
    FineTuningConfig six = config();
    training(new ColouredShapes(10), FineTuningConfig.of(six.toTree().with("epochs=3")), 1)
        .run(out);
    training(new ColouredShapes(10), six, 1).existing(Existing.RESUME).stop(() -> true).run(out);

    assertThatIOException()
        .isThrownBy(() -> RunDirectory.open(out).encoder())
        .withMessageContaining("its training has not ended");
    training(new ColouredShapes(10), six, 1).existing(Existing.RESUME).run(out);
    assertThat(RunDirectory.open(out).encoder().names()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "schedule.kind=cosine | its rate falls along a cosine to 0.0 of itself after 3 epochs",
        "schedule.warmup=2 | its warm-up was cut to 1.5 epochs, half of the run",
        "validation.use=best | it was validated after epoch 3 because that was its last",
      })
  void moreEpochsThatWouldNotBeTheSameRunAreRefusedAndNothingIsLost(String setting, String reason)
      throws IOException {
    Path out = folder.resolve("run");
    FineTuningConfig six = config("validation.every=2", setting);
    new Training(fineTuning(FineTuningConfig.of(six.toTree().with("epochs=3"))), ENGINES).run(out);
    byte[] manifest = Files.readAllBytes(out.resolve("run.yaml"));

    assertThatIOException()
        .isThrownBy(() -> new Training(fineTuning(six), ENGINES).existing(Existing.RESUME).run(out))
        .withMessageStartingWith("cannot resume %s with more epochs: %s", out, reason)
        .withMessageEndingWith("(--from %s --with-head)", out);
    assertThat(out.resolve("head.safetensors")).exists();
    assertThat(out.resolve("run.yaml")).hasBinaryContent(manifest);
  }

  @Test
  void fewerEpochsAreAnotherRun() throws IOException {
    Path out = folder.resolve("run");
    training(new ColouredShapes(10), config(), 1).run(out);

    assertThatIOException()
        .isThrownBy(
            () ->
                training(new ColouredShapes(10), config("epochs=5"), 1)
                    .existing(Existing.RESUME)
                    .run(out))
        .withMessageContaining("epochs was 6, now it is 5");
  }

  @Test
  void beginsWithTheHeadOfARunOfTheSameClasses() throws IOException {
    Path first = folder.resolve("first");
    training(new ColouredShapes(10), config(), 1).run(first);
    Path second = folder.resolve("second");
    training(new ColouredShapes(10), config("epochs=1", "learningRate=1e-9"), 2)
        .from(first)
        .withHead(true)
        .run(second);

    RunDirectory run = RunDirectory.open(second);
    RunDirectory before = RunDirectory.open(first);
    assertThat(run.head().get("mlp.weight").values())
        .usingComparatorWithPrecision(1e-6f)
        .containsExactly(before.head().get("mlp.weight").values());
    String encoder = Sha256.hex(before.encoderFile());
    assertThat(run.manifest().from().sha256())
        .isEqualTo(encoder + "+" + Sha256.hex(before.headFile()));
  }

  /** The 24 columns of an image are resized to 16. */
  @Test
  void weightsThatTheImagesGiveAreRecordedAsNumbersAndFoundAgainOnResume() throws IOException {
    double[] pixels = new double[3];
    for (int image = 0; image < 10; image++) {
      for (int x = 0; x < 16; x++) {
        int column = (int) Math.floor((x + 0.5) * 24 / 16);
        pixels[(column + image) / 3 % 3] += 16;
      }
    }
    // each image has all classes, so a frequency is a share of all pixels
    double[] rising = Arrays.stream(pixels).sorted().toArray();
    Path out = folder.resolve("run");
    ColouredShapes data = new ColouredShapes(10);
    FineTuningConfig auto = config("loss.classWeights=auto");

    training(data, auto, 1).stop(() -> true).run(out);

    assertThat(weights(out))
        .containsExactly(rising[1] / pixels[0], rising[1] / pixels[1], rising[1] / pixels[2]);
    training(data, auto, 1).existing(Existing.RESUME).cache(folder.resolve("cache")).run(out);
    assertThat(RunDirectory.open(out).encoder().names()).isNotEmpty();
    int loads = data.loads().size();
    assertThatIOException()
        .isThrownBy(() -> training(data, auto, 1).run(out))
        .withMessageContaining("it already holds one");
    assertThat(data.loads()).hasSize(loads);
  }

  @Test
  void weightsThatTheImagesGiveAreNotThoseThatARunWasBegunWith() throws IOException {
    Path out = folder.resolve("run");
    training(new ColouredShapes(10), config("loss.classWeights=[1, 2, 3]"), 1).run(out);

    assertThatIOException()
        .isThrownBy(
            () ->
                training(new ColouredShapes(10), config("loss.classWeights=auto"), 1)
                    .existing(Existing.RESUME)
                    .run(out))
        .withMessageContaining("loss.classWeights was [1.0,2.0,3.0], now it is [");
  }

  private static List<Double> weights(Path run) throws IOException {
    return FineTuningConfig.of(RunDirectory.open(run).manifest().config())
        .loss()
        .classWeights()
        .inOrder();
  }

  private static FineTuning fineTuning(FineTuningConfig config) {
    return new FineTuning(new ColouredShapes(10, 0, 3), config);
  }

  private static String[] names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "shape-" + i).toArray(String[]::new);
  }

  private Map<String, byte[]> trained(
      String name, FineTuningConfig config, long seed, @Nullable Path cache) throws IOException {
    Path out = folder.resolve(name);
    training(new ColouredShapes(10), config, seed).cache(cache).run(out);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> parts = Files.walk(out)) {
      for (Path file : parts.filter(Files::isRegularFile).toList()) {
        files.put(out.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    // Those that say when, or how long a line is that does.
    files.keySet().removeIf(file -> file.matches("run.yaml|metrics.jsonl|tensorboard/.*|.lock"));
    files.keySet().removeIf(file -> file.endsWith("progress.json"));
    return files;
  }

  private static Training training(ColouredShapes data, FineTuningConfig config, long seed) {
    return new Training(new FineTuning(data, config), ENGINES).seed(seed);
  }

  /** Six epochs of a model that is hardly there. */
  private static FineTuningConfig config(String... settings) {
    try {
      ConfigTree tree =
          StageConfig.recipe("paper", FineTuning.NAME)
              .with("epochs=6")
              .with("batchSize=4")
              .with("learningRate=20")
              .with("checkpoints.every=2")
              .with(
                  "model={imageSize: 16, patchSize: 8, dim: 4, depth: 1, heads: 1, headDim: 4,"
                      + " mlpDim: 4}");
      for (String setting : settings) {
        tree = tree.with(setting);
      }
      return FineTuningConfig.of(tree);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
