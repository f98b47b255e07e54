package dev.vinyl.training.engine;

import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;

/**
 * Makes {@link OrtTrainingEngine}s: writes the training artifacts into the request's folder and
 * opens them.
 *
 * @param settings threads and memory of ONNX Runtime
 */
public record OrtEngineFactory(SessionSettings settings) implements EngineFactory {

  @Override
  public TrainingEngine create(EngineRequest request) throws IOException {
    return OrtTrainingEngine.open(
        TrainingArtifacts.write(
            request.folder(), request.model(), request.optimizer(), request.initial()),
        settings);
  }

  @Override
  public String description() {
    return "ONNX Runtime %s, training API"
        .formatted(OnnxRuntimeLibrary.loadForTraining().version());
  }
}
