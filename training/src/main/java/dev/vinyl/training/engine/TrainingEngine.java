package dev.vinyl.training.engine;

import dev.vinyl.export.weights.ParameterSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Computes training steps of one model. It owns the parameters and the optimizer's state, in native
 * memory, until {@link #close()}.
 *
 * <p>Not thread-safe: one thread drives it.
 */
public interface TrainingEngine extends AutoCloseable {

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
   * Loss and predictions without an update, of the weights that {@link #parameters} gives. The
   * batch is run as a whole.
   *
   * @param inputs in the order of the model's own inputs while it is evaluated
   */
  Evaluation evaluate(List<TensorInput> inputs);

  /** How many optimizer steps were taken since the model was initialised. */
  long step();

  /**
   * The current parameters, copied; their running average where one is kept.
   *
   * @throws IOException if they cannot be brought out of native memory
   */
  ParameterSet parameters() throws IOException;

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
