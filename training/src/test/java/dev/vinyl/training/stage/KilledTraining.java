package dev.vinyl.training.stage;

import dev.vinyl.data.layout.ImageFolder;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.RunDirectory.Existing;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The program that {@link ResumeAfterKillTest} kills. Arguments: engine, folder of images, run, and
 * the epoch after which it stands still and waits to be killed, so that a busy machine that is late
 * to kill it does not find it ended.
 */
final class KilledTraining {
  static final String PLAIN = "plain";
  static final String TRAINING_API = "training-api";

  /** Five steps an epoch; long enough to be killed ten times. */
  static final int EPOCHS = 50;

  private static final List<String> COMMON =
      List.of(
          "model={imageSize: 16, patchSize: 4, dim: 8, depth: 2, heads: 2, headDim: 4, mlpDim: 16}",
          "epochs=" + EPOCHS,
          "batchSize=4",
          "microBatch=3",
          "learningRate=1e-2",
          "weightDecay=0.05",
          "optimizer.clipNorm=1",
          "schedule={kind: cosine, floor: 0.1, warmup: 1.5}",
          "validation={every: 2, images: 3, use: best}",
          "checkpoints={every: 1, keepLast: 2}");

  private KilledTraining() {}

  public static void main(String[] args) throws IOException {
    SessionSettings settings = SessionSettings.forTraining().withIntraOpThreads(1);
    boolean plain = args[0].equals(PLAIN);
    EngineFactory engines = plain ? Engines.plain(settings) : Engines.trainingApi(settings);
    Path data = Path.of(args[1]);
    Stage stage = plain ? classification(data) : pretraining(data);
    Path run = Path.of(args[2]);
    int last = Integer.parseInt(args[3]);
    new Training(stage, engines)
        .seed(7)
        .existing(Existing.RESUME)
        .listener(
            new TrainingListener() {
              @Override
              public void epochFinished(EpochReport epoch) {
                if (epoch.epoch() >= last && last < EPOCHS) {
                  standStill(run);
                }
              }
            })
        .run(run);
  }

  /** What is there once the training of a run stands still. */
  static Path still(Path run) {
    return run.resolveSibling(run.getFileName() + ".still");
  }

  private static void standStill(Path run) {
    try {
      Files.createFile(still(run));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    while (true) {
      LockSupport.park();
    }
  }

  /** With MixUp, every augmentation, groups of parameters and an average of the weights. */
  private static Stage classification(Path data) throws IOException {
    ConfigTree settings =
        settings(
            IntermediateClassification.NAME,
            "augment={cropScale: 0.5, cropRatio: 1.5, rotation: 20, brightness: 0.2,"
                + " contrast: 0.3, saturation: 0.3, mixUp: 0.4}",
            "loss.labelSmoothing=0.1",
            "optimizer={decayAll: false, layerDecay: 0.8, average: 0.9}");
    return new IntermediateClassification(
        ImageFolder.open(data, 1), ClassificationConfig.of(settings));
  }

  /** With masks. */
  private static Stage pretraining(Path data) throws IOException {
    return new Pretraining(
        UnlabelledImages.open(data), PretrainingConfig.of(settings(Pretraining.NAME)));
  }

  private static ConfigTree settings(String stage, String... assignments) throws IOException {
    ConfigTree tree = StageConfig.recipe("paper", stage);
    for (String assignment : COMMON) {
      tree = tree.with(assignment);
    }
    for (String assignment : assignments) {
      tree = tree.with(assignment);
    }
    return tree;
  }
}
