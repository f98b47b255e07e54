package dev.vinyl.training.stage;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.SegmentationModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.engine.EngineFactory;
import dev.vinyl.training.engine.EngineRequest;
import dev.vinyl.training.engine.TrainingEngine;
import dev.vinyl.training.loop.BatchLoader;
import dev.vinyl.training.loop.DataDescription;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.Trainer;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingPlan;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.random.Purpose;
import dev.vinyl.training.random.RandomStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Trains encoder and segmentation head on labelled pictures.
 *
 * <pre>{@code
 * FineTuning stage = new FineTuning(OxfordPets.open(data), config, 1, engines);
 * TrainingResult result = stage.run(Path.of("runs/pets"), false, TrainingListener.NONE);
 * }</pre>
 */
public final class FineTuning {
  private static final int BYTES_PER_MIB = 1 << 20;

  private final SegmentationDataset dataset;
  private final FineTuningConfig config;
  private final long seed;
  private final EngineFactory engines;
  private final RandomStreams streams;

  /**
   * A run to be.
   *
   * @param dataset its {@link Split#TRAINVAL} pictures are trained on
   * @param seed that every random choice follows from
   * @param engines makes the engine that computes the steps
   */
  public FineTuning(
      SegmentationDataset dataset, FineTuningConfig config, long seed, EngineFactory engines) {
    this.dataset = dataset;
    this.config = config;
    this.seed = seed;
    this.engines = engines;
    this.streams = new RandomStreams(seed);
  }

  /**
   * Trains to the end and leaves weights, checkpoints and metrics in a run directory.
   *
   * @param folder of the run, new or empty
   * @param overwrite whether a run that is in the folder already is deleted first
   * @throws IOException if there is nothing to train on, a picture cannot be read, or the folder
   *     cannot be used
   * @throws IllegalStateException if the loss stops being finite
   */
  public TrainingResult run(Path folder, boolean overwrite, TrainingListener listener)
      throws IOException {
    List<LabelledPicture> pictures = dataset.pictures(Split.TRAINVAL);
    if (pictures.isEmpty()) {
      throw new IOException(
          "%s: has no pictures in split %s to train on"
              .formatted(dataset.name(), Split.TRAINVAL.label()));
    }
    RunDirectory run = RunDirectory.create(folder, overwrite, manifest(pictures.size()));
    SegmentationModel model = new SegmentationModel(config.model(), dataset.classNames().size());
    ParameterSet initial =
        TrainingArtifacts.initialParameters(model, streams.seed(Purpose.INITIAL_WEIGHTS));
    try (RunDirectory.EngineFolder files = run.createEngineFolder();
        TrainingEngine engine =
            engines.create(new EngineRequest(model, initial, config.adamW(), files.path()));
        BatchLoader batches = loader(pictures)) {
      TrainingResult result = new Trainer(plan(), run, listener).train(engine, batches);
      writeWeights(run, updated(initial, engine.parameters()));
      return result;
    }
  }

  private RunManifest manifest(int pictures) throws IOException {
    return new RunManifest(
        FineTuningConfig.STAGE,
        seed,
        Instant.now().toString(),
        RunManifest.Versions.current(engines.description()),
        new DataDescription(
            dataset.name(),
            Split.TRAINVAL.label(),
            pictures,
            dataset.fingerprint(),
            dataset.classNames()),
        config.toTree());
  }

  private BatchLoader loader(List<LabelledPicture> pictures) {
    SegmentationExamples examples =
        new SegmentationExamples(
            dataset,
            pictures,
            config.preprocess(),
            config.augment().augmentations(),
            streams,
            (long) config.pictureCacheMiB() * BYTES_PER_MIB);
    return new BatchLoader(
        examples, config.batchSize(), config.epochs(), config.loaderThreads(), streams);
  }

  private TrainingPlan plan() {
    return new TrainingPlan(
        config.epochs(),
        config.learningRateSchedule(),
        config.checkpointEvery(),
        config.keepLast());
  }

  /** An engine may leave out what its graph does not use; that stays as it was. */
  private static ParameterSet updated(ParameterSet initial, ParameterSet trained) {
    List<Parameter> all = new ArrayList<>();
    for (Parameter parameter : initial) {
      all.add(trained.find(parameter.name()).orElse(parameter));
    }
    return ParameterSet.of(all);
  }

  private void writeWeights(RunDirectory run, ParameterSet trained) throws IOException {
    String prefix = SegmentationModel.ENCODER_PREFIX;
    List<Parameter> head = new ArrayList<>();
    for (Parameter parameter : trained) {
      if (!parameter.name().startsWith(prefix)) {
        head.add(parameter);
      }
    }
    Map<String, String> metadata =
        Map.of("stage", FineTuningConfig.STAGE, "seed", String.valueOf(seed));
    run.writeWeights(trained.withoutPrefix(prefix), ParameterSet.of(head), metadata);
  }
}
