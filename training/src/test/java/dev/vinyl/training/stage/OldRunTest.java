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
import dev.vinyl.training.stage.StageConfig.InitializationSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of before, whose {@code run.yaml} has keys that have another name today. */
final class OldRunTest {
  private static final EngineFactory ENGINES =
      Engines.auto(SessionSettings.forTraining().withIntraOpThreads(1));

  /** As it was written when images were called pictures. */
  private static final String OLD =
      """
      stage: "finetune"
      seed: 7
      startedAt: "2026-11-30T10:13:17.469592321Z"
      versions:
        vinyl: "0.1.0-SNAPSHOT"
        engine: "ONNX Runtime 1.24.1, plain session, standard operators"
        java: "17.0.15+6"
      data:
        name: "pets"
        split: "trainval"
        pictures: 12
        selection: "088c673ffc15abdf3e85daab816d0718451c312a18d971a95b1185486e48a029"
        fingerprint: "7d4e99fe478f34b3abe141c3998673da0e45ab89056a95828ef0fba464305cad"
        classNames:
        - "pet"
        - "background"
        - "border"
      from:
        run: "scratch"
        sha256: ""
      config:
        recipe: "vinyl"
        model:
          imageSize: 64
          patchSize: 8
          dim: 48
          depth: 3
          heads: 3
          headDim: 16
          mlpDim: 96
        firstValues:
          positionDeviation: 0.25
          zeroHead: true
        input:
          interpolation: "area"
          normalization: "imagenet"
        augment:
          cropScale: 0.4
          cropRatio: 1.3333
          flip: 0.5
          rotation: 0.0
          brightness: 0.3
          contrast: 0.3
          saturation: 0.3
          mixUp: 0.0
        stochasticDepth: 0.0
        maskRatio: 0.0
        loss:
          classWeights:
          - 1.0
          - 1.0
          - 3.0
          dice: 1.0
          labelSmoothing: 0.0
        epochs: 2
        batchSize: 4
        microBatch: 2
        learningRate: 0.001
        weightDecay: 0.05
        optimizer:
          beta1: 0.9
          beta2: 0.999
          epsilon: 1.0E-8
          clipNorm: 0.0
          decayAll: false
          layerDecay: 1.0
          average: 0.0
        schedule:
          kind: "cosine"
          gamma: 1.0
          milestones: []
          floor: 0.0
          warmup: 2.0
        validation:
          every: 1
          pictures: 200
          patience: 0
          use: "last"
        loaderThreads: 2
        checkpoints:
          every: 10
          minutes: 15
          keepLast: 2
      """;

  @TempDir private Path folder;

  @Test
  void itsManifestIsReadUnderTheNamesOfToday() throws IOException {
    Files.writeString(folder.resolve("run.yaml"), OLD);
    RunDirectory run = RunDirectory.open(folder);

    RunManifest manifest = run.manifest();
    assertThat(manifest.data().images()).isEqualTo(12);
    StageConfig config = StageConfig.of(run);
    assertThat(config.initialization()).isEqualTo(new InitializationSettings(0.25, true));
    assertThat(config.validation().images()).isEqualTo(200);
    FineTuningConfig whole =
        FineTuningConfig.of(StageConfig.defaults().overlaidBy(manifest.config()));
    assertThat(whole.common()).isEqualTo(config);
    assertThat(whole.loss().classWeights().inOrder()).containsExactly(1.0, 1.0, 3.0);
    // and is written under them, with the keys that came later
    assertThat(whole.toTree().toYaml())
        .isEqualTo(
            OLD.substring(OLD.indexOf("config:\n") + "config:\n".length())
                .replaceAll("(?m)^  ", "")
                .replace("firstValues", "initialization")
                .replace("positionDeviation", "positionStandardDeviation")
                .replace("pictures", "images")
                .replace("input:\n", "input:\n  fit: \"stretch\"\n  resize: 0\n")
                .replace("  flip: 0.5\n", "  scaleJitter: 1.0\n  flip: 0.5\n")
                .replace(
                    "maskRatio: 0.0\n",
                    "maskRatio: 0.0\nmaskBlock: 1\nnormalizedTargets: false\ndivideByMasked: false\n")
                .replace(
                    "  labelSmoothing: 0.0\n", "  labelSmoothing: 0.0\n  pixelLogSoftmax: false\n")
                .replace("epochs:", "head: \"pixels\"\nfreezeEncoder: false\nepochs:"));
  }

  @Test
  void itIsResumedBegunWithAndExportedAsOthersAre() throws IOException {
    Path run = folder.resolve("run");
    train(2, run, null, RunDirectory.Existing.REFUSE);
    Path manifest = run.resolve("run.yaml");
    String today = Files.readString(manifest);
    String old =
        today
            .replace("initialization:", "firstValues:")
            .replace("positionStandardDeviation:", "positionDeviation:")
            .replace("images:", "pictures:")
            .replaceAll(" +(fit|resize|scaleJitter): .*\n", "");
    assertThat(old).doesNotContain("stretch");
    assertThat(old).contains("\n  pictures: 6\n", "\n    pictures: 200\n", "\n  firstValues:\n");
    Files.writeString(manifest, old);

    assertThat(train(4, run, null, RunDirectory.Existing.RESUME)).containsExactly(3, 4);
    assertThat(Files.readString(manifest)).isEqualTo(today.replace("epochs: 2", "epochs: 4"));
    Files.writeString(manifest, old);
    assertThat(train(1, folder.resolve("next"), run, RunDirectory.Existing.REFUSE))
        .containsExactly(1);
    assertThat(TrainedRun.open(run).segmenter()).isNotNull();
  }

  /** The epochs that were trained. */
  private static List<Integer> train(
      int epochs, Path run, @Nullable Path from, RunDirectory.Existing existing)
      throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(StagesTest.settings(FineTuning.NAME, "epochs=" + epochs));
    List<Integer> trained = new ArrayList<>();
    TrainingResult result =
        new Training(new FineTuning(new ColouredShapes(6, 0, 2), config), ENGINES)
            .from(from)
            .existing(existing)
            .listener(
                new TrainingListener() {
                  @Override
                  public void epochFinished(EpochReport epoch) {
                    trained.add(epoch.epoch());
                  }
                })
            .run(run);
    assertThat(result.epochs()).isEqualTo(epochs);
    return trained;
  }
}
