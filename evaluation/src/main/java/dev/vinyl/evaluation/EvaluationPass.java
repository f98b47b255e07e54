package dev.vinyl.evaluation;

import dev.vinyl.data.Sample;
import dev.vinyl.data.SegmentationDataset;
import dev.vinyl.runtime.image.ImageException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Runs the batches of one evaluation on all cores and gives their results in the images' order. No
 * more than two batches a core are under way or wait to be taken.
 */
final class EvaluationPass implements AutoCloseable {
  private final SegmentationDataset dataset;
  private final List<Sample> images;
  private final List<PassModel> models;
  private final EvaluationOptions options;
  private final int batch;
  private final int ahead;
  private int nextImage;
  private final Queue<Future<BatchResults>> waiting = new ArrayDeque<>();
  private final Queue<EvaluationWorker> idleWorkers = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads;

  EvaluationPass(
      SegmentationDataset dataset,
      List<Sample> images,
      List<PassModel> models,
      EvaluationOptions options) {
    this.dataset = dataset;
    this.images = images;
    this.models = models;
    this.options = options;
    this.batch =
        models.stream()
            .mapToInt(model -> model.predictor().mostImages())
            .reduce(options.running().batch(), Math::min);
    int cores = options.running().session().intraOpThreads();
    this.ahead = 2 * cores;
    this.threads =
        Executors.newFixedThreadPool(
            cores,
            work -> {
              Thread thread = new Thread(work, "vinyl-evaluation");
              thread.setDaemon(true);
              return thread;
            });
    fill();
  }

  boolean hasNext() {
    return !waiting.isEmpty();
  }

  /** Waits for the next batch. */
  BatchResults next() throws IOException {
    Future<BatchResults> first = waiting.remove();
    fill();
    try {
      return first.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("evaluation interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failed) {
        throw failed;
      }
      if (e.getCause() instanceof IllegalStateException failed) {
        throw failed;
      }
      throw new IllegalStateException("evaluation failed: " + e.getCause(), e);
    }
  }

  private void fill() {
    while (waiting.size() < ahead && nextImage < images.size()) {
      int end = Math.min(nextImage + batch, images.size());
      List<Sample> some = images.subList(nextImage, end);
      nextImage = end;
      waiting.add(threads.submit(() -> run(some)));
    }
  }

  /** Runs a batch in a worker that nobody uses; there is never more than one for each thread. */
  private BatchResults run(List<Sample> some) throws IOException {
    EvaluationWorker idle = idleWorkers.poll();
    EvaluationWorker worker =
        idle != null ? idle : new EvaluationWorker(dataset, models, options, batch);
    try {
      return worker.run(some);
    } catch (OutOfMemoryError e) { // large images, which may fit one by one
      return runSingly(worker, some);
    } finally {
      idleWorkers.add(worker);
    }
  }

  /** An image that does not fit alone either is skipped. */
  private static BatchResults runSingly(EvaluationWorker worker, List<Sample> some)
      throws IOException {
    BatchResults all = worker.run(List.of());
    for (Sample sample : some) {
      try {
        BatchResults one = worker.run(List.of(sample));
        all.images().addAll(one.images());
        for (int m = 0; m < all.accumulators().size(); m++) {
          all.accumulators().get(m).merge(one.accumulators().get(m));
        }
      } catch (OutOfMemoryError e) {
        String name = sample.image().toString();
        String reason = String.valueOf(ImageException.outOfMemory(name, e).getMessage());
        all.images()
            .add(new BatchResults.Skipped(new SkippedImage(sample.id(), sample.image(), reason)));
      }
    }
    return all;
  }

  /** Gives up what waits, lets what runs come to its end, and frees the workers. */
  @Override
  public void close() {
    waiting.forEach(future -> future.cancel(false));
    threads.shutdown();
    boolean interrupted = false;
    boolean ended = false;
    while (!ended) {
      try {
        ended = threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true; // the models must not be closed under a run
      }
    }
    idleWorkers.forEach(EvaluationWorker::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
