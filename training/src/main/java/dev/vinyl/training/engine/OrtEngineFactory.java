package dev.vinyl.training.engine;

import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;

/** Makes {@link OrtTrainingEngine}s. */
public final class OrtEngineFactory implements EngineFactory {
  private final SessionSettings settings;

  /**
   * Loads ONNX Runtime's training library, if it isn't yet.
   *
   * @param settings of the sessions, {@link SessionSettings#forTraining()} as a rule
   * @throws IllegalStateException if the training library is not there
   */
  public OrtEngineFactory(SessionSettings settings) {
    OnnxRuntimeLibrary.loadForTraining();
    this.settings = settings;
  }

  @Override
  public TrainingEngine create(EngineRequest request) throws IOException {
    TrainingArtifacts artifacts =
        TrainingArtifacts.write(
            request.folder(), request.model(), request.optimizer(), request.initial());
    return OrtTrainingEngine.open(artifacts, settings);
  }

  @Override
  public String description() {
    return "ONNX Runtime %s, training API"
        .formatted(OnnxRuntimeLibrary.loadForTraining().version());
  }
}
