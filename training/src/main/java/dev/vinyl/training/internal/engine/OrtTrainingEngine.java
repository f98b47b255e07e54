package dev.vinyl.training.internal.engine;

import static dev.vinyl.training.internal.engine.OrtCalls.call;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtTrainingSession;
import dev.vinyl.export.internal.artifact.OrtCheckpoint;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.export.weights.WeightFileException;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.internal.io.AtomicFile;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Training by ONNX Runtime's training API: {@link OrtTrainingSession} on artifacts made in Java.
 * Parameters and optimizer state stay in native memory, on the device that computes.
 */
final class OrtTrainingEngine implements TrainingEngine {
  private static final Set<String> LOSS = Set.of(OrtCalls.LOSS);

  private final OrtEnvironment environment;
  private final OrtTrainingSession session;
  private final InputCheck trainingInputs;
  private final InputCheck evaluationInputs;
  private final int microBatch;
  private long step;
  private boolean closed;

  private OrtTrainingEngine(
      OrtEnvironment environment,
      OrtTrainingSession session,
      TrainingArtifacts artifacts,
      int microBatch,
      long step) {
    this.environment = environment;
    this.session = session;
    this.trainingInputs = new InputCheck(artifacts.inputs(), artifacts.classes());
    this.evaluationInputs = new InputCheck(artifacts.evaluationInputs(), artifacts.classes());
    this.microBatch = microBatch;
    this.step = step;
  }

  /**
   * Starts from the artifacts' checkpoint: from the beginning, or where a saved state left off.
   *
   * @param microBatch images that are run at once, at least 1
   * @param settings {@link SessionSettings#forTraining()} as a rule: the memory pattern costs
   *     memory and gains nothing
   * @throws IllegalStateException if ONNX Runtime's training library is not there
   * @throws IOException if a file cannot be read, the checkpoint is another model's, or ONNX
   *     Runtime refuses one
   */
  public static OrtTrainingEngine open(
      TrainingArtifacts artifacts, int microBatch, SessionSettings settings) throws IOException {
    if (microBatch < 1) {
      throw new IllegalArgumentException("microBatch must be at least 1, got " + microBatch);
    }
    OrtEnvironment environment = OnnxRuntimeLibrary.loadForTraining().environment();
    long step = checkpoint(artifacts).step();
    try (OrtSession.SessionOptions options = settings.toOptions()) {
      OrtTrainingSession session =
          environment.createTrainingSession(
              artifacts.checkpoint().toString(),
              artifacts.trainingModel().toString(),
              artifacts.evalModel().toString(),
              artifacts.optimizerModel().toString(),
              options);
      return new OrtTrainingEngine(environment, session, artifacts, microBatch, step);
    } catch (OrtException e) {
      throw new IOException(
          "cannot start training from " + artifacts.checkpoint() + ": " + e.getMessage(), e);
    }
  }

  /**
   * ONNX Runtime itself notices only at the first step, if at all, that a checkpoint does not fit.
   */
  private static OrtCheckpoint checkpoint(TrainingArtifacts artifacts) throws IOException {
    OrtCheckpoint checkpoint = OrtCheckpoint.read(artifacts.checkpoint());
    try {
      artifacts.checkParameters(checkpoint.trainable().and(checkpoint.frozen()));
      return checkpoint;
    } catch (IllegalArgumentException e) {
      throw new WeightFileException(
          artifacts.checkpoint(), "is a state of another model: " + e.getMessage());
    }
  }

  @Override
  public void setLearningRate(float rate) {
    requireOpen();
    if (!(rate >= 0) || !Float.isFinite(rate)) {
      throw new IllegalArgumentException("learning rate must be 0 or more, got " + rate);
    }
    call(
        "set the learning rate",
        () -> {
          session.setLearningRate(rate);
          return rate;
        });
  }

  @Override
  public float trainStep(List<TensorInput> inputs) {
    requireOpen();
    trainingInputs.accept(inputs);
    float loss = call("run a training step", () -> addUpGradients(inputs));
    call(
        "run the optimizer",
        () -> {
          session.optimizerStep();
          return loss;
        });
    step++;
    return loss;
  }

  /** The first run after the reset replaces the gradients, the others add to them. */
  private float addUpGradients(List<TensorInput> inputs) throws OrtException {
    session.lazyResetGrad();
    float loss = 0;
    for (MicroBatch microBatch : MicroBatch.split(inputs, microBatch)) {
      try (Inputs bound =
              Inputs.of(environment, inputs, microBatch)
                  .with(TrainingArtifacts.LOSS_WEIGHT, microBatch.share());
          OrtSession.Result result = session.trainStep(bound.tensors(), LOSS)) {
        loss += microBatch.share() * OrtCalls.lossOf(result);
      }
    }
    return loss;
  }

  @Override
  public Validation.Output evaluate(List<TensorInput> inputs) {
    requireOpen();
    evaluationInputs.accept(inputs);
    return call(
        "evaluate",
        () -> {
          try (Inputs bound = Inputs.of(environment, inputs);
              OrtSession.Result result = session.evalStep(bound.tensors())) {
            return OrtCalls.evaluation(result);
          }
        });
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
}
