package dev.vinyl.training.internal.loop;

import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Trainer} trains. Engine and loader are opened at the start and again when training
 * goes back to a checkpoint; the trainer closes them.
 */
public interface TrainingTask {

  /**
   * Opens an engine.
   *
   * @param state of a checkpoint to continue from; null to begin
   */
  TrainingEngine openEngine(@Nullable Path state) throws IOException;

  /**
   * Starts to load batches.
   *
   * @param epoch of the first one, counted from 0
   * @param batch of the first one in its epoch, counted from 0
   */
  BatchLoader openLoader(int epoch, int batch) throws IOException;

  /** What looks at the model between epochs, if anything does. */
  Optional<Validation> validation();

  /**
   * Keeps what training gave; called once, after the last checkpoint.
   *
   * @param weights the last ones or those of the best validation, as the plan says
   */
  void finish(ParameterSet weights) throws IOException;
}
