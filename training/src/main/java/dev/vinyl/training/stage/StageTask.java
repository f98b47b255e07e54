package dev.vinyl.training.stage;

import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.EngineRequest;
import dev.vinyl.training.internal.engine.Optimization;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.internal.loop.BatchLoader;
import dev.vinyl.training.internal.loop.RunWriter;
import dev.vinyl.training.internal.loop.TrainingTask;
import dev.vinyl.training.loop.Validation;
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
 * @param microBatch as {@link EngineRequest} takes it
 * @param initial the weights to begin with
 * @param view the images that are trained on, and how they are seen
 */
record StageTask(
    Stage stage,
    EngineFactory engines,
    int microBatch,
    Optimization optimization,
    ParameterSet initial,
    RunWriter run,
    ImageExamples.View view,
    Optional<Validation> validation)
    implements TrainingTask {

  /** The engine reads its files while it is made, so they need not outlive that. */
  @Override
  public TrainingEngine openEngine(@Nullable Path state) throws IOException {
    try (RunWriter.EngineFolder files = run.createEngineFolder()) {
      return engines.create(
          new EngineRequest(
              stage.trainedModel(), initial, optimization, microBatch, files.path(), state));
    }
  }

  @Override
  public BatchLoader openLoader(int epoch, int batch) {
    StageConfig config = stage.config();
    return new BatchLoader(
        stage.examples(view),
        config.batchSize(),
        config.epochs(),
        config.loaderThreads(),
        view.streams(),
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
        Map.of("stage", stage.name(), "seed", String.valueOf(run.directory().manifest().seed()));
    run.writeWeights(ParameterSet.of(encoder), ParameterSet.of(head), metadata);
  }
}
