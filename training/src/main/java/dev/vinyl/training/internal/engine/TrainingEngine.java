package dev.vinyl.training.internal.engine;

import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes training steps of one model, and is what a validation sees of it. It owns the parameters
 * and the optimizer's state, in native memory, until {@link #close()}.
 *
 * <p>Not thread-safe: one thread drives it.
 */
public interface TrainingEngine extends Validation.Model, AutoCloseable {

  /** The rate of the steps to come; not part of a checkpoint, so it is set after every start. */
  void setLearningRate(float rate);

  /**
   * One step: forward, backward, optimizer.
   *
   * @param inputs in the order of the training model's own inputs
   * @return the mean loss over the batch, before the update
   * @throws IllegalArgumentException if an input does not fit the model
   * @throws IllegalStateException after {@link #close()}, or if the native library fails
   */
  float trainStep(List<TensorInput> inputs);

  /**
   * Writes parameters, optimizer state and step to a file, from which an engine continues bit for
   * bit.
   *
   * @throws IOException if the file cannot be written; nothing is left under its name then
   */
  void saveState(Path file) throws IOException;

  /** Frees the native memory; a second call does nothing. */
  @Override
  void close();
}
