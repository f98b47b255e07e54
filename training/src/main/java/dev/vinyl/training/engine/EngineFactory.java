package dev.vinyl.training.engine;

import java.io.IOException;

/** Makes training engines of one kind. */
public interface EngineFactory {

  /**
   * Makes an engine at step 0. The caller closes it.
   *
   * @throws IOException if the engine's files cannot be written
   * @throws IllegalStateException if this kind of engine cannot run here; the message says why
   */
  TrainingEngine create(EngineRequest request) throws IOException;

  /** Kind and version for the run's record, such as {@code ONNX Runtime 1.24.1, training API}. */
  String description();
}
