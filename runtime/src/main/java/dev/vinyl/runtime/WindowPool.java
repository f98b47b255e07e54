package dev.vinyl.runtime;

import dev.vinyl.runtime.image.DecodedImage;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.internal.scores.PixelOutput;
import dev.vinyl.runtime.internal.scores.PixelScores;
import dev.vinyl.runtime.model.ModelDescription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread for each core, which prepares windows of images and runs the model on them, in buffers
 * of its own. Batches are taken in the order in which they were asked for, whichever image they
 * belong to.
 */
final class WindowPool implements AutoCloseable {
  private final WorkerSessions models;
  private final PixelOutput output;
  private final SegmenterOptions options;
  private final int batch;
  private final ExecutorService threads;
  private final Queue<Runner> idle = new ConcurrentLinkedQueue<>();

  WindowPool(WorkerSessions models, PixelOutput output, SegmenterOptions options, int batch) {
    this.models = models;
    this.output = output;
    this.options = options;
    this.batch = batch;
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            size(),
            task -> {
              Thread thread = new Thread(task, "vinyl-windows-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** How many threads there are. */
  int size() {
    return options.session().intraOpThreads();
  }

  /** The most windows of a run. */
  int batch() {
    return batch;
  }

  /**
   * Runs the model on windows of an image, which stays open until the future is done.
   *
   * @param windows where they lie in the model's input, at most {@link #batch()}
   * @return an answer for each, in their order
   */
  CompletableFuture<List<PixelScores>> run(DecodedImage image, List<Placement> windows) {
    return CompletableFuture.supplyAsync(
        () -> {
          Runner free = idle.poll();
          Runner runner = free == null ? new Runner() : free;
          try {
            return runner.run(image, windows);
          } finally {
            idle.add(runner);
          }
        },
        threads);
  }

  /** Ends the threads. Nothing is under way any more. */
  @Override
  public void close() {
    threads.shutdown();
    for (Runner runner = idle.poll(); runner != null; runner = idle.poll()) {
      runner.close();
    }
  }

  /** What one thread needs at a time. */
  private final class Runner implements AutoCloseable {
    private final ImagePreparer preparer;
    private final ByteBuffer input;
    private final Map<String, ByteBuffer> outputs = new LinkedHashMap<>();

    Runner() {
      BatchModel model = models.multiThreaded();
      ModelDescription description = model.description();
      int held = model.fixedBatch().orElse(batch);
      preparer =
          new ImagePreparer(
              description.metadata().preprocess(), description.inputLayout(), options.limits());
      input = direct(held, model.input());
      output.tensors().forEach(tensor -> outputs.put(tensor.name(), direct(held, tensor)));
    }

    List<PixelScores> run(DecodedImage image, List<Placement> windows) {
      BatchModel model = models.singleThreaded();
      int values = model.input().values();
      for (int i = 0; i < windows.size(); i++) {
        preparer.prepare(image, windows.get(i), input.asFloatBuffer(), i * values);
      }
      model.run(windows.size(), input, outputs);
      List<PixelScores> scores = new ArrayList<>(windows.size());
      for (int i = 0; i < windows.size(); i++) {
        scores.add(output.read(outputs, i).shown(windows.get(i)));
      }
      return scores;
    }

    @Override
    public void close() {
      preparer.close();
    }
  }

  private static ByteBuffer direct(int images, TensorSpec tensor) {
    return ByteBuffer.allocateDirect(Math.multiplyExact(images, tensor.bytes()))
        .order(ByteOrder.nativeOrder());
  }
}
