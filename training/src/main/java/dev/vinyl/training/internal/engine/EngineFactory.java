package dev.vinyl.training.internal.engine;

import java.io.IOException;

/** Makes training engines. */
public interface EngineFactory {

  /**
   * Makes an engine, at step 0 or where the request's state left off. The caller closes it.
   *
   * @throws IOException if the engine's files cannot be written, or the state cannot be read
   * @throws IllegalStateException if the engine cannot run here, or cannot do what is asked for;
   *     the message says why
   */
  TrainingEngine create(EngineRequest request) throws IOException;

  /**
   * Kind and version of the engine that {@link #create} makes, for the run's record, such as {@code
   * ONNX Runtime 1.24.1, training API}. A state can be continued by an engine of the same
   * description.
   */
  String description(Optimization optimization);

  /**
   * What makes engines that continue a state of an engine of this description; this factory itself
   * where it knows no other.
   */
  default EngineFactory continuing(String description, Optimization optimization) {
    return this;
  }
}
