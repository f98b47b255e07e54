package dev.vinyl.training.internal.engine;

import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import java.io.IOException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engines that there are, all on ONNX Runtime.
 *
 * <pre>{@code
 * EngineFactory engines = Engines.auto(SessionSettings.forTraining());
 * }</pre>
 */
public final class Engines {
  private static final Logger log = LoggerFactory.getLogger(Engines.class);

  /** Where nothing else is asked for: half of the memory of 64 at the same speed. */
  static final int MICRO_BATCH = 16;

  private Engines() {}

  /**
   * The quickest that can do what a run asks for. On the CPU that is the plain session: its workers
   * do not wait for each other. On a GPU it is the training API, which keeps parameters there,
   * where its library is present and all parameters are updated alike. Loads ONNX Runtime, the
   * library that can train if it can be had.
   */
  public static EngineFactory auto(SessionSettings settings) {
    load(true);
    EngineFactory plain = plain(settings);
    if (!OnnxRuntimeLibrary.load().trainingEnabled()) {
      return plain;
    }
    boolean onCpu = settings.provider() instanceof ExecutionProvider.Cpu;
    EngineFactory trainingApi = trainingApi(settings);
    return new EngineFactory() {
      @Override
      public TrainingEngine create(EngineRequest request) throws IOException {
        return chosen(request.optimization()).create(request);
      }

      @Override
      public String description(Optimization optimization) {
        return chosen(optimization).description(optimization);
      }

      private EngineFactory chosen(Optimization optimization) {
        return onCpu || !optimization.isUniform() ? plain : trainingApi;
      }

      @Override
      public EngineFactory continuing(String description, Optimization optimization) {
        return Stream.of(plain, trainingApi)
            .filter(engine -> engine.description(optimization).equals(description))
            .findFirst()
            .orElse(this);
      }
    };
  }

  /**
   * Loads ONNX Runtime, of which a JVM has one: what comes first decides. For those who need it
   * before they make an engine, such as to choose a device.
   *
   * @param forTraining whether it is to be the library that can train; where that is not there, the
   *     stock one is loaded and the log says why
   */
  public static void load(boolean forTraining) {
    if (!forTraining) {
      OnnxRuntimeLibrary.load();
      return;
    }
    try {
      OnnxRuntimeLibrary.loadForTraining();
    } catch (IllegalStateException e) {
      log.warn("training goes on in a plain session: {}", e.getMessage());
      OnnxRuntimeLibrary.load();
    }
  }

  /**
   * ONNX Runtime's training API: parameters stay on the device. It updates all parameters alike and
   * keeps no average; an engine that should is refused.
   *
   * @throws IllegalStateException if the training library is not there
   */
  public static EngineFactory trainingApi(SessionSettings settings) {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.loadForTraining();
    return new EngineFactory() {
      @Override
      public TrainingEngine create(EngineRequest request) throws IOException {
        requireUniform(request.optimization());
        TrainingArtifacts artifacts =
            TrainingArtifacts.write(
                request.folder(),
                request.model(),
                request.optimization().adamW(),
                request.initial());
        TrainingArtifacts from =
            request.state() == null ? artifacts : artifacts.withCheckpoint(request.state());
        return OrtTrainingEngine.open(from, request.microBatchOr(MICRO_BATCH), settings);
      }

      @Override
      public String description(Optimization optimization) {
        return "ONNX Runtime %s, training API".formatted(library.version());
      }
    };
  }

  private static void requireUniform(Optimization optimization) {
    if (!optimization.isUniform()) {
      throw new IllegalStateException(
          "the training API updates all parameters alike and keeps no average of them: set"
              + " optimizer.layerDecay=1, optimizer.decayAll=true and optimizer.average=0, or"
              + " choose the plain engine");
    }
  }

  /**
   * A plain session, which needs no training library; where that is loaded its gradient kernels are
   * used, because they need less memory. On the CPU each thread computes a micro-batch of its own.
   */
  public static EngineFactory plain(SessionSettings settings) {
    OnnxRuntimeLibrary library = OnnxRuntimeLibrary.load();
    Dialect dialect = library.trainingEnabled() ? Dialect.ONNX_RUNTIME : Dialect.STANDARD;
    return new EngineFactory() {
      @Override
      public TrainingEngine create(EngineRequest request) throws IOException {
        return PlainSessionEngine.open(request, dialect, settings);
      }

      @Override
      public String description(Optimization optimization) {
        return "ONNX Runtime %s, plain session, %s"
            .formatted(
                library.version(),
                dialect == Dialect.STANDARD ? "standard operators" : "its own operators");
      }
    };
  }
}
