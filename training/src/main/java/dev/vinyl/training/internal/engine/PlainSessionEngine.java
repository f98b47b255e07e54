package dev.vinyl.training.internal.engine;

import static dev.vinyl.training.internal.engine.OrtCalls.call;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.export.graph.Graph.Dialect;
import dev.vinyl.export.internal.artifact.GradientModel;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.ExecutionProvider;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.loop.TensorInput;
import dev.vinyl.training.loop.Validation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Training without the training API: a plain inference session computes loss and gradients of
 * parameters that are fed to it, and {@link AdamWUpdate} changes them in Java. In the dialect
 * {@code STANDARD} any build of ONNX Runtime will do.
 *
 * <p>On the CPU each of the settings' threads is a worker that computes micro-batches from
 * beginning to end, see {@link GradientWorkers}; the number of workers changes no bit of the
 * result.
 *
 * <p>Parameters can be updated in groups, and a running average of the weights can be kept.
 * Weights, gradients and moments lie outside the heap, where the session reads and writes them in
 * place; on a device other than the CPU they cross over in every step.
 */
final class PlainSessionEngine implements TrainingEngine {
  /** So few that a worker needs little memory, and that there are some for each of many cores. */
  private static final int MICRO_BATCH = 4;

  private final OrtEnvironment environment;
  private final OrtSession training;
  private final OrtSession evaluation;
  private final InputCheck trainingInputs;
  private final InputCheck evaluationInputs;
  private final ParameterSet frozen;
  private final PlainState state;
  private final AdamWUpdate update;
  private final int microBatch;
  private final int workerCount;
  private final GradientWorkers workers;
  private final List<OnnxTensor> tensors = new ArrayList<>();
  private final Map<String, OnnxTensor> fedResult = new HashMap<>();
  private float rate;
  private boolean closed;

  private PlainSessionEngine(
      EngineRequest request,
      GradientModel model,
      OrtEnvironment environment,
      OrtSession training,
      OrtSession evaluation,
      PlainState state,
      int microBatch,
      int workerCount)
      throws OrtException {
    this.environment = environment;
    this.training = training;
    this.evaluation = evaluation;
    this.trainingInputs = new InputCheck(model.inputs(), model.classes());
    this.evaluationInputs = new InputCheck(model.evaluationInputs(), model.classes());
    this.frozen = frozen(request.initial(), model);
    this.state = state;
    this.update = new AdamWUpdate(request.optimization());
    this.microBatch = microBatch;
    this.workerCount = workerCount;
    Map<String, OnnxTensor> fixed = opened(TensorBlock.of(frozen));
    fedResult.putAll(fixed);
    fedResult.putAll(opened(state.result()));
    Map<String, OnnxTensor> fedWeights = new HashMap<>(fixed);
    fedWeights.putAll(opened(state.weights()));
    this.workers =
        new GradientWorkers(
            environment, training, fedWeights, state.weights(), update, workerCount);
  }

  /**
   * Differentiates the model and opens its sessions.
   *
   * @param dialect {@code ONNX_RUNTIME} is faster and needs the training build's gradient kernels
   * @param settings {@link SessionSettings#forTraining()} as a rule
   * @throws IllegalArgumentException if the initial parameters are not the model's
   * @throws IOException if the request's state cannot be read, or ONNX Runtime refuses the model
   */
  public static PlainSessionEngine open(
      EngineRequest request, Dialect dialect, SessionSettings settings) throws IOException {
    GradientModel model = GradientModel.of(request.model(), dialect);
    model.checkParameters(request.initial());
    ParameterSet trainable =
        ParameterSet.of(model.trainable().stream().map(request.initial()::get).toList());
    boolean averages = request.optimization().average() > 0;
    PlainState state =
        request.state() == null
            ? PlainState.initial(trainable, averages)
            : PlainState.read(request.state(), trainable, averages);
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    List<OrtSession> opened = new ArrayList<>();
    boolean onCpu = settings.provider() instanceof ExecutionProvider.Cpu;
    int microBatch = request.microBatchOr(onCpu ? MICRO_BATCH : Engines.MICRO_BATCH);
    int workers = onCpu ? settings.intraOpThreads() : 1;
    SessionSettings ofWorker = onCpu ? settings.withIntraOpThreads(1) : settings;
    try (OrtSession.SessionOptions options = ofWorker.toOptions()) {
      opened.add(environment.createSession(model.training(), options));
      opened.add(environment.createSession(model.evaluation(), options));
      return new PlainSessionEngine(
          request, model, environment, opened.get(0), opened.get(1), state, microBatch, workers);
    } catch (OrtException e) {
      closeAll(opened);
      throw new IOException("cannot start training in a plain session: " + e.getMessage(), e);
    }
  }

  private static ParameterSet frozen(ParameterSet all, GradientModel model) {
    List<Parameter> frozen = new ArrayList<>();
    for (Parameter parameter : all) {
      if (!model.trainable().contains(parameter.name())) {
        frozen.add(parameter);
      }
    }
    return ParameterSet.of(frozen);
  }

  private Map<String, OnnxTensor> opened(TensorBlock block) throws OrtException {
    Map<String, OnnxTensor> ofBlock = block.tensors(environment);
    tensors.addAll(ofBlock.values());
    return ofBlock;
  }

  @Override
  public void setLearningRate(float newRate) {
    requireOpen();
    if (!(newRate >= 0) || !Float.isFinite(newRate)) {
      throw new IllegalArgumentException("learning rate must be 0 or more, got " + newRate);
    }
    rate = newRate;
  }

  @Override
  public float trainStep(List<TensorInput> inputs) {
    requireOpen();
    trainingInputs.accept(inputs);
    GradientWorkers.Sum sum = workers.sum(inputs, MicroBatch.split(inputs, microBatch));
    state.update(update, sum.gradients(), rate);
    return sum.loss();
  }

  @Override
  public Validation.Output evaluate(List<TensorInput> inputs) {
    requireOpen();
    evaluationInputs.accept(inputs);
    List<Validation.Output> outputs = new ArrayList<>();
    float loss = 0;
    List<MicroBatch> microBatches = MicroBatch.split(inputs, microBatch);
    try (OrderedParallelMap<MicroBatch, Validation.Output> evaluated =
        new OrderedParallelMap<>(
            "evaluation",
            workerCount,
            workerCount,
            microBatches.iterator(),
            () -> microBatch -> evaluate(inputs, microBatch))) {
      while (evaluated.hasNext()) {
        Validation.Output output = evaluated.next();
        loss += microBatches.get(outputs.size()).share() * output.loss();
        outputs.add(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("could not evaluate: " + e.getMessage(), e);
    }
    return outputs.size() == 1 ? outputs.get(0) : joined(loss, outputs);
  }

  private Validation.Output evaluate(List<TensorInput> inputs, MicroBatch microBatch) {
    return call(
        "evaluate",
        () -> {
          try (Inputs bound = Inputs.of(environment, inputs, microBatch)) {
            Map<String, OnnxTensor> fed = new HashMap<>(bound.tensors());
            fed.putAll(fedResult);
            try (OrtSession.Result result = evaluation.run(fed)) {
              return OrtCalls.evaluation(result);
            }
          }
        });
  }

  /** Predictions of all images, one after the other. */
  private static Validation.Output joined(float loss, List<Validation.Output> outputs) {
    Map<String, float[]> predictions = new HashMap<>();
    for (String name : outputs.get(0).predictions().keySet()) {
      int length = outputs.stream().mapToInt(output -> output.prediction(name).length).sum();
      FloatBuffer all = FloatBuffer.allocate(length);
      outputs.forEach(output -> all.put(output.prediction(name)));
      predictions.put(name, all.array());
    }
    return new Validation.Output(loss, predictions);
  }

  @Override
  public long step() {
    return state.step();
  }

  @Override
  public ParameterSet parameters() {
    requireOpen();
    return state.result().get().and(frozen);
  }

  @Override
  public void saveState(Path file) throws IOException {
    requireOpen();
    state.write(file);
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      workers.close();
      tensors.forEach(OnnxTensor::close);
      closeAll(List.of(training, evaluation));
    }
  }

  private static void closeAll(List<OrtSession> sessions) {
    for (OrtSession session : sessions) {
      call(
          "close a session",
          () -> {
            session.close();
            return session;
          });
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the training engine is closed");
    }
  }
}
