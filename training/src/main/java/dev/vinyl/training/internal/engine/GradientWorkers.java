package dev.vinyl.training.internal.engine;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.export.internal.artifact.GradientModel;
import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loss and gradients of a batch, whose micro-batches are computed by several workers at once. They
 * share one session and one set of weights; each micro-batch has a worker and memory for gradients
 * to itself, so that no core waits for another in the middle of an operator.
 *
 * <p>Gradients are added up in the order of the micro-batches: the sum is the same to the last bit
 * whatever the number of workers.
 */
final class GradientWorkers implements AutoCloseable {
  private static final Set<String> LOSS = Set.of(GradientModel.LOSS);

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final Map<String, OnnxTensor> weights;
  private final TensorBlock layout;
  private final AdamWUpdate update;
  private final Deque<Gradients> free = new ArrayDeque<>();
  private Iterator<MicroBatch> waiting = Collections.emptyIterator();
  private List<TensorInput> inputs = List.of();
  private @Nullable Gradients total;
  private final List<OnnxTensor> opened = new ArrayList<>();
  private final OrderedParallelMap<Job, Done> workers;

  /** Gradients of all parameters, and ONNX Runtime's view of them by the name of the output. */
  private record Gradients(TensorBlock values, Map<String, OnnxTensor> outputs) {}

  /** A micro-batch of these inputs, and where its gradients go. */
  private record Job(List<TensorInput> inputs, MicroBatch microBatch, Gradients gradients) {}

  /** What came of a job. */
  private record Done(Job job, float loss) {
    float weightedLoss() {
      return job.microBatch().share() * loss;
    }
  }

  /** The mean loss over a batch, and its gradients, valid until the next batch. */
  record Sum(float loss, TensorBlock gradients) {}

  /**
   * Workers that wait for batches.
   *
   * @param session runs on the thread that calls it where there are several workers
   * @param weights what every run is fed, by input; the caller's, open as long as this
   * @param layout any block of the trainable parameters
   * @param update adds gradients up
   * @param count how many micro-batches are computed at once, at least 1
   */
  GradientWorkers(
      OrtEnvironment environment,
      OrtSession session,
      Map<String, OnnxTensor> weights,
      TensorBlock layout,
      AdamWUpdate update,
      int count) {
    this.environment = environment;
    this.session = session;
    this.weights = Map.copyOf(weights);
    this.update = update;
    this.layout = layout;
    int window = count == 1 ? 1 : count + 1; // one is added to the sum while others are computed
    this.workers =
        new OrderedParallelMap<>("gradients", count, window, new Jobs(), () -> this::compute);
  }

  /** The micro-batches of the batch that is being worked on; more come with the next one. */
  private final class Jobs implements Iterator<Job> {
    @Override
    public boolean hasNext() {
      return waiting.hasNext();
    }

    @Override
    public Job next() {
      return new Job(inputs, waiting.next(), free.isEmpty() ? another() : free.remove());
    }
  }

  /** Made when it is needed: a batch may have fewer micro-batches than there are workers. */
  private Gradients another() {
    TensorBlock values = layout.zeros();
    Map<String, OnnxTensor> outputs = new HashMap<>();
    OrtCalls.call("make tensors of gradients", () -> values.tensors(environment))
        .forEach((name, tensor) -> outputs.put(GradientModel.gradientOf(name), tensor));
    opened.addAll(outputs.values());
    return new Gradients(values, outputs);
  }

  /**
   * Computes a batch.
   *
   * @param batch the inputs of the whole batch
   * @param microBatches all of them, in their order
   * @throws IllegalStateException if ONNX Runtime fails; no other batch can be computed then
   * @throws UncheckedIOException if this thread is interrupted; likewise
   */
  Sum sum(List<TensorInput> batch, List<MicroBatch> microBatches) {
    if (total != null) {
      free.add(total);
    }
    inputs = batch;
    waiting = microBatches.iterator();
    Done first = next();
    Gradients sum = first.job().gradients();
    total = sum;
    float loss = first.weightedLoss();
    while (workers.hasNext()) {
      Done done = next();
      loss += done.weightedLoss();
      update.add(sum.values(), done.job().gradients().values());
      free.add(done.job().gradients());
    }
    return new Sum(loss, sum.values());
  }

  private Done next() {
    try {
      return workers.next();
    } catch (IOException e) {
      throw new UncheckedIOException("a training step was not finished: " + e.getMessage(), e);
    }
  }

  private Done compute(Job job) {
    return OrtCalls.call(
        "run a training step",
        () -> {
          try (Inputs bound =
              Inputs.of(environment, job.inputs(), job.microBatch())
                  .with(GradientModel.LOSS_WEIGHT, job.microBatch().share())) {
            Map<String, OnnxTensor> fed = new HashMap<>(bound.tensors());
            fed.putAll(weights);
            try (OrtSession.Result result = session.run(fed, LOSS, job.gradients().outputs())) {
              return new Done(job, OrtCalls.lossOf(result));
            }
          }
        });
  }

  /** Waits for what runs, then frees the gradients' tensors. */
  @Override
  public void close() {
    workers.close();
    opened.forEach(OnnxTensor::close);
  }
}
