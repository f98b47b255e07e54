package dev.vinyl.training.stage;

import dev.vinyl.data.cache.ImageLoader;
import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.engine.EngineFactory;
import dev.vinyl.training.engine.EngineRequest;
import dev.vinyl.training.engine.Optimization;
import dev.vinyl.training.engine.TrainingEngine;
import dev.vinyl.training.loop.BatchLoader;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingTask;
import dev.vinyl.training.loop.Validation;
import dev.vinyl.training.random.RandomStreams;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stage in its run.
 *
 * @param initial the weights to begin with
 * @param images what is trained on, as quickly as it can be had
 */
record StageTask(
    Stage stage,
    EngineFactory engines,
    Optimization optimization,
    ParameterSet initial,
    RandomStreams streams,
    RunDirectory run,
    ImageLoader images,
    Optional<Validation> validation)
    implements TrainingTask {

  /** The engine reads its files while it is made, so they need not outlive that. */
  @Override
  public TrainingEngine openEngine(@Nullable Path state) throws IOException {
    try (RunDirectory.EngineFolder files = run.createEngineFolder()) {
      return engines.create(
          new EngineRequest(
              stage.trainedModel(),
              initial,
              optimization,
              stage.config().microBatch(),
              files.path(),
              state));
    }
  }

  @Override
  public BatchLoader openLoader(int epoch, int batch) {
    StageConfig config = stage.config();
    ImageExamples examples =
        stage.examples(ImageExamples.View.forTraining(images, stage.size(), config, streams));
    return new BatchLoader(
        examples,
        config.batchSize(),
        config.epochs(),
        config.loaderThreads(),
        streams,
        epoch,
        batch);
  }

  /** An engine may leave out what its graph does not use; that stays as it was. */
  @Override
  public void finish(ParameterSet weights) throws IOException {
    String prefix = TrainableModel.ENCODER_PREFIX;
    List<Parameter> encoder = new ArrayList<>();
    List<Parameter> head = new ArrayList<>();
    for (Parameter before : initial) {
      Parameter parameter = weights.find(before.name()).orElse(before);
      if (parameter.name().startsWith(prefix)) {
        encoder.add(parameter.renamed(parameter.name().substring(prefix.length())));
      } else {
        head.add(parameter);
      }
    }
    Map<String, String> metadata =
        Map.of("stage", stage.name(), "seed", String.valueOf(run.manifest().seed()));
    run.writeWeights(ParameterSet.of(encoder), ParameterSet.of(head), metadata);
  }
}
