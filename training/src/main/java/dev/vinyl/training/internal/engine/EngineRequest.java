package dev.vinyl.training.internal.engine;

import dev.vinyl.export.vit.TrainableModel;
import dev.vinyl.export.weights.ParameterSet;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What an engine is made for.
 *
 * @param model writes the graph with its loss; the inputs of a step come in the order in which it
 *     declares them
 * @param initial a value for every parameter that the model declares
 * @param optimization how gradients become an update
 * @param microBatch a step's batch is run in micro-batches of so many images, with the same result
 *     up to rounding: less memory, and often faster; 0 lets the engine choose, whatever the number
 *     of threads
 * @param folder an empty folder for files that the engine is made from; deleted when it is made
 * @param state a file that {@link TrainingEngine#saveState} of an engine of the same kind and for
 *     the same model wrote, to continue from; null to begin with {@code initial}
 */
public record EngineRequest(
    TrainableModel model,
    ParameterSet initial,
    Optimization optimization,
    int microBatch,
    Path folder,
    @Nullable Path state) {

  /** Checks the range. */
  public EngineRequest {
    if (microBatch < 0) {
      throw new IllegalArgumentException("microBatch must be 0 or more, got " + microBatch);
    }
  }

  /** The size of micro-batches: what is asked for, or else what the engine proposes. */
  int microBatchOr(int proposal) {
    return microBatch == 0 ? proposal : microBatch;
  }
}
