package dev.vinyl.training.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import dev.vinyl.export.artifact.OrtCheckpoint;
import dev.vinyl.export.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Training by ONNX Runtime's training API: {@link OrtTrainingSession} on artifacts made in Java.
 */
public final class OrtTrainingEngine implements TrainingEngine {
  private static final Set<String> LOSS = Set.of("loss");

  private final OrtEnvironment environment;
  private final OrtTrainingSession session;
  private final InputCheck inputCheck;
  private long step;
  private boolean closed;

  private OrtTrainingEngine(
      OrtEnvironment environment, OrtTrainingSession session, InputCheck inputCheck, long step) {
    this.environment = environment;
    this.session = session;
    this.inputCheck = inputCheck;
    this.step = step;
  }

  /**
   * Starts from the artifacts' checkpoint: from the beginning, or where a saved state left off.
   *
   * @param settings {@link SessionSettings#forTraining()} as a rule: the memory pattern costs
   *     memory and gains nothing
   * @throws IllegalStateException if ONNX Runtime's training library is not there
   * @throws IOException if a file cannot be read, or ONNX Runtime refuses it
   */
  public static OrtTrainingEngine open(TrainingArtifacts artifacts, SessionSettings settings)
      throws IOException {
    OrtEnvironment environment = OnnxRuntimeLibrary.loadForTraining().environment();
    long step = OrtCheckpoint.read(artifacts.checkpoint()).step();
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      OrtTrainingSession session =
          environment.createTrainingSession(
              artifacts.checkpoint().toString(),
              artifacts.trainingModel().toString(),
              artifacts.evalModel().toString(),
              artifacts.optimizerModel().toString(),
              options);
      return new OrtTrainingEngine(environment, session, new InputCheck(artifacts), step);
    } catch (OrtException e) {
      throw new IOException(
          "cannot start training from " + artifacts.checkpoint() + ": " + e.getMessage(), e);
    }
  }

  @Override
  public void setLearningRate(float rate) {
    requireOpen();
    if (!(rate >= 0) || !Float.isFinite(rate)) {
      throw new IllegalArgumentException("learning rate must be 0 or more, got " + rate);
    }
    run("set the learning rate", () -> session.setLearningRate(rate));
  }

  @Override
  public float trainStep(List<TensorInput> inputs) {
    requireOpen();
    inputCheck.accept(inputs);
    float loss =
        call(
            "run a training step",
            () -> {
              session.lazyResetGrad();
              try (Feed feed = new Feed(environment, inputs);
                  OrtSession.Result result = session.trainStep(feed.tensors, LOSS)) {
                return lossOf(result);
              }
            });
    run("run the optimizer", session::optimizerStep);
    step++;
    return loss;
  }

  @Override
  public float evaluate(List<TensorInput> inputs) {
    requireOpen();
    inputCheck.accept(inputs);
    return call(
        "evaluate",
        () -> {
          try (Feed feed = new Feed(environment, inputs);
              OrtSession.Result result = session.evalStep(feed.tensors)) {
            return lossOf(result);
          }
        });
  }

  private static float lossOf(OrtSession.Result result) throws OrtException {
    return (float) Objects.requireNonNull(result.get(0).getValue());
  }

  @Override
  public long step() {
    return step;
  }

  /** Goes through a temporary file: ONNX Runtime's Java API gives no other way to the values. */
  @Override
  public ParameterSet parameters() throws IOException {
    Path folder = Files.createTempDirectory("vinyl-parameters");
    Path file = folder.resolve("checkpoint");
    try {
      saveState(file);
      OrtCheckpoint checkpoint = OrtCheckpoint.read(file);
      return checkpoint.trainable().and(checkpoint.frozen());
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }

  @Override
  public void saveState(Path file) throws IOException {
    requireOpen();
    AtomicFile.fill(
        file,
        temporary -> {
          try {
            session.saveCheckpoint(temporary, true);
          } catch (OrtException e) {
            throw new IOException(e.getMessage(), e);
          }
        });
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      session.close();
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the training engine is closed");
    }
  }

  private interface NativeCall<T> {
    T call() throws OrtException;
  }

  private interface NativeRun {
    void run() throws OrtException;
  }

  private static void run(String what, NativeRun action) {
    call(
        what,
        () -> {
          action.run();
          return true;
        });
  }

  private static <T> T call(String what, NativeCall<T> action) {
    try {
      return action.call();
    } catch (OrtException e) {
      throw new IllegalStateException("ONNX Runtime could not " + what + ": " + e.getMessage(), e);
    }
  }

  /** The tensors of one step over the caller's buffers, in the model's order. */
  private static final class Feed implements AutoCloseable {
    // the session goes by the order of the map and not by its names
    private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

    Feed(OrtEnvironment environment, List<TensorInput> inputs) throws OrtException {
      try {
        for (TensorInput input : inputs) {
          tensors.put(input.name(), tensor(environment, input));
        }
      } catch (OrtException | RuntimeException e) {
        close();
        throw e;
      }
    }

    private static OnnxTensor tensor(OrtEnvironment environment, TensorInput input)
        throws OrtException {
      Buffer window = input.data().duplicate().position(0).limit(input.elements());
      return window instanceof FloatBuffer floats
          ? OnnxTensor.createTensor(environment, floats, input.shape())
          : OnnxTensor.createTensor(environment, (LongBuffer) window, input.shape());
    }

    @Override
    public void close() {
      tensors.values().forEach(OnnxTensor::close);
    }
  }
}
