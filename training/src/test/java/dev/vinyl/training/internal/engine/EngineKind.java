package dev.vinyl.training.internal.engine;

import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;

/** The engines that there are, each of which has to do the same. */
enum EngineKind {
  TRAINING_API {
    @Override
    TrainingEngine open(EngineRequest request, SessionSettings settings) throws IOException {
      return Engines.trainingApi(settings).create(request);
    }
  },
  PLAIN_WITH_KERNELS {
    @Override
    TrainingEngine open(EngineRequest request, SessionSettings settings) throws IOException {
      OnnxRuntimeLibrary.loadForTraining();
      return PlainSessionEngine.open(request, Dialect.ONNX_RUNTIME, settings);
    }
  },
  PLAIN_STANDARD {
    @Override
    TrainingEngine open(EngineRequest request, SessionSettings settings) throws IOException {
      OnnxRuntimeLibrary.loadForTraining(); // what every test of this JVM shares
      return PlainSessionEngine.open(request, Dialect.STANDARD, settings);
    }
  };

  abstract TrainingEngine open(EngineRequest request, SessionSettings settings) throws IOException;

  /** On one thread. */
  TrainingEngine open(EngineRequest request) throws IOException {
    return open(request, SessionSettings.forTraining().withIntraOpThreads(1));
  }
}
