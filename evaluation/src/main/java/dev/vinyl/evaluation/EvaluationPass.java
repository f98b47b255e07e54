package dev.vinyl.evaluation;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.SegmentationDataset;
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
 * Runs the batches of one evaluation on all cores and gives their findings in the pictures' order.
 * No more than two batches a core are under way or wait to be taken.
 */
final class EvaluationPass implements AutoCloseable {
  private final SegmentationDataset dataset;
  private final List<LabelledPicture> pictures;
  private final List<PassModel> models;
  private final EvaluationOptions options;
  private final int batch;
  private final int ahead;
  private int nextPicture;
  private final Queue<Future<BatchFindings>> waiting = new ArrayDeque<>();
  private final Queue<EvaluationLane> idleLanes = new ConcurrentLinkedQueue<>();
  private final ExecutorService threads;

  EvaluationPass(
      SegmentationDataset dataset,
      List<LabelledPicture> pictures,
      List<PassModel> models,
      EvaluationOptions options) {
    this.dataset = dataset;
    this.pictures = pictures;
    this.models = models;
    this.options = options;
    this.batch =
        models.stream()
            .mapToInt(model -> model.predictor().mostPictures())
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
  BatchFindings next() throws IOException {
    Future<BatchFindings> first = waiting.remove();
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
    while (waiting.size() < ahead && nextPicture < pictures.size()) {
      int end = Math.min(nextPicture + batch, pictures.size());
      List<LabelledPicture> some = pictures.subList(nextPicture, end);
      nextPicture = end;
      waiting.add(threads.submit(() -> run(some)));
    }
  }

  /** Runs a batch in a lane that nobody uses; there is never more than one for each thread. */
  private BatchFindings run(List<LabelledPicture> some) throws IOException {
    EvaluationLane idle = idleLanes.poll();
    EvaluationLane lane = idle != null ? idle : new EvaluationLane(dataset, models, options, batch);
    try {
      return lane.run(some);
    } catch (OutOfMemoryError e) { // large images, which may fit one by one
      return runSingly(lane, some);
    } finally {
      idleLanes.add(lane);
    }
  }

  /** An image that does not fit alone either is skipped. */
  private static BatchFindings runSingly(EvaluationLane lane, List<LabelledPicture> some)
      throws IOException {
    BatchFindings all = lane.run(List.of());
    for (LabelledPicture picture : some) {
      try {
        BatchFindings one = lane.run(List.of(picture));
        all.pictures().addAll(one.pictures());
        for (int m = 0; m < all.tallies().size(); m++) {
          all.tallies().get(m).merge(one.tallies().get(m));
        }
      } catch (OutOfMemoryError e) {
        String name = picture.image().toString();
        String reason = String.valueOf(ImageException.outOfMemory(name, e).getMessage());
        all.pictures()
            .add(
                new BatchFindings.Skipped(
                    new SkippedPicture(picture.id(), picture.image(), reason)));
      }
    }
    return all;
  }

  /** Gives up what waits, lets what runs come to its end, and frees the lanes. */
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
    idleLanes.forEach(EvaluationLane::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
