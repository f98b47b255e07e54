package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImagePreparer;
import dev.vinyl.runtime.image.ImageSize;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import dev.vinyl.runtime.model.ModelDescription;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One core's work: takes a batch of images, decodes and prepares them, runs the model and hands the
 * answers out, all in one thread and in buffers of its own, so that an image never leaves its core.
 */
final class Worker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final RequestQueue queue;
  private final WorkerSessions models;
  private final OutputReader outputReader;
  private final ImagePreparer preparer;
  private final AtomicInteger busyWorkers;
  private final SegmenterListener listener;
  private final int mostImages;
  private final long delayNanos;
  private ByteBuffer input = direct(0);
  private final Map<String, ByteBuffer> outputs = new LinkedHashMap<>();

  Worker(
      RequestQueue queue,
      WorkerSessions models,
      OutputReader outputReader,
      SegmenterOptions options,
      int mostImages,
      AtomicInteger busyWorkers) {
    ModelDescription description = models.multiThreaded().description();
    this.queue = queue;
    this.models = models;
    this.outputReader = outputReader;
    this.mostImages = mostImages;
    this.listener = options.listener();
    this.delayNanos = options.maxDelay().toNanos();
    this.busyWorkers = busyWorkers;
    this.preparer =
        new ImagePreparer(
            description.metadata().preprocess(), description.inputLayout(), options.limits());
  }

  /** Works until the queue is closed. */
  @Override
  public void run() {
    try (preparer) {
      List<Request> batch = queue.take(mostImages, delayNanos);
      while (!batch.isEmpty()) {
        boolean alone = busyWorkers.incrementAndGet() == 1 && batch.size() == 1 && queue.isEmpty();
        try {
          serve(batch, alone);
        } finally {
          busyWorkers.decrementAndGet();
        }
        batch = queue.take(mostImages, delayNanos);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody but the JVM's end interrupts a worker
    }
  }

  private void serve(List<Request> batch, boolean alone) {
    long taken = System.nanoTime();
    long ready = taken;
    try {
      List<Prepared> prepared = prepare(batch);
      ready = System.nanoTime();
      if (!prepared.isEmpty()) {
        runBatch(prepared, alone ? models.multiThreaded() : models.singleThreaded());
      }
    } catch (RuntimeException | Error e) { // the worker goes on; whoever asked gets to know
      batch.forEach(request -> request.completeExceptionally(e));
    }
    tell(batch, taken, ready, System.nanoTime());
  }

  private void tell(List<Request> batch, long taken, long ready, long done) {
    try {
      listener.batchDone(
          new SegmenterListener.Batch(
              batch.size(),
              (int) batch.stream().filter(Request::isCompletedExceptionally).count(),
              Duration.ofNanos(taken - batch.get(0).arrival()),
              Duration.ofNanos(ready - taken),
              Duration.ofNanos(done - ready)));
    } catch (RuntimeException e) { // counting is no reason to segment no more
      log.warn("a segmenter's listener failed", e);
    }
  }

  private List<Prepared> prepare(List<Request> batch) {
    TensorSpec image = models.multiThreaded().input();
    reserve(batch.size());
    List<Prepared> prepared = new ArrayList<>(batch.size());
    for (Request request : batch) {
      if (!request.isDone()) {
        try {
          int offset = prepared.size() * image.values();
          ImageSize size = preparer.prepare(request.source(), input.asFloatBuffer(), offset);
          prepared.add(new Prepared(request, size));
        } catch (ImageException | RuntimeException e) {
          request.completeExceptionally(e);
        } catch (OutOfMemoryError e) {
          request.completeExceptionally(ImageException.outOfMemory(request.source().name(), e));
        }
      }
    }
    return prepared;
  }

  private void runBatch(List<Prepared> prepared, BatchModel model) {
    List<Segmentation> segmentations = new ArrayList<>();
    try {
      model.run(prepared.size(), input, outputs);
      for (int i = 0; i < prepared.size(); i++) {
        segmentations.add(read(i, prepared.get(i)));
      }
    } catch (IllegalStateException e) {
      if (prepared.size() == 1) {
        throw e;
      }
      runOneByOne(prepared, model);
      return;
    }
    for (int i = 0; i < prepared.size(); i++) {
      prepared.get(i).request().complete(segmentations.get(i));
    }
  }

  /** So that one image whose answer makes no sense costs the others nothing. */
  private void runOneByOne(List<Prepared> prepared, BatchModel model) {
    int bytes = model.input().bytes();
    for (int i = 0; i < prepared.size(); i++) {
      Request request = prepared.get(i).request();
      try {
        input.put(0, input, i * bytes, bytes);
        model.run(1, input, outputs);
        request.complete(read(0, prepared.get(i)));
      } catch (IllegalStateException e) {
        request.completeExceptionally(e);
      }
    }
  }

  private Segmentation read(int index, Prepared image) {
    return outputReader.read(outputs, index, image.request().source(), image.size());
  }

  /** Grows the buffers to what a batch needs. */
  private void reserve(int images) {
    BatchModel model = models.multiThreaded();
    int held = model.fixedBatch().orElse(images);
    if (input.capacity() < held * model.input().bytes()) {
      input = direct(Math.multiplyExact(held, model.input().bytes()));
      outputReader
          .tensors()
          .forEach(
              tensor ->
                  outputs.put(tensor.name(), direct(Math.multiplyExact(held, tensor.bytes()))));
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }

  private record Prepared(Request request, ImageSize size) {}
}
