package dev.vinyl.runtime.arrow;

import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Runs a model of any task on images and answers with Arrow vectors, a row for each image.
 *
 * <pre>{@code
 * try (BufferAllocator allocator = new RootAllocator();
 *     ArrowModel model = ArrowModel.open(Path.of("pets.onnx"), SegmenterOptions.defaults(), allocator);
 *     VectorSchemaRoot rows = model.run(images)) {
 *   // hand the rows to Arrow IPC, Parquet, DuckDB, Spark
 * }
 * }</pre>
 *
 * <table>
 * <caption>Columns</caption>
 * <tr><th>name</th><th>type</th><th>holds</th></tr>
 * <tr><td>{@code image}</td><td>utf8</td><td>the source's name</td></tr>
 * <tr><td>{@code width}, {@code height}</td><td>int32</td>
 *     <td>the image's own size in pixels, upright; null for one that cannot be read</td></tr>
 * <tr><td>{@code error}</td><td>utf8</td><td>why it cannot be read; null if it was</td></tr>
 * <tr><td>each of the model's outputs</td><td>fixed size list of float32, float16,
 *     float64, uint8 (booleans too, 0 or 1), int32 or int64</td>
 *     <td>the tensor's part of one image, row-major; its shape stands in the field's metadata
 *     under {@code shape}; null for an image that cannot be read</td></tr>
 * </table>
 *
 * <p>An image is one input, prepared as the model's {@link dev.vinyl.runtime.image.Fit} says;
 * outputs of pixels and patches cover padding too, which {@link dev.vinyl.runtime.image.Placement}
 * tells.
 *
 * <p>The schema's metadata names the model ({@code model}), its task ({@code task}) and its classes
 * ({@code classes}, a line each). As {@link dev.vinyl.runtime.Segmenter} does, each core decodes
 * and runs its own images; ONNX Runtime reads images from Arrow buffers and writes its answers into
 * the vectors' own.
 */
public final class ArrowModel implements AutoCloseable {
  private final BatchModel model;
  private final BufferAllocator allocator;
  private final BufferAllocator inputs;
  private final ArrowColumns columns;
  private final List<ArrowWorker> workers = new ArrayList<>();
  private final ExecutorService threads;
  private final int batch;
  private boolean closed; // guarded by this

  private ArrowModel(BatchModel model, SegmenterOptions options, BufferAllocator allocator) {
    this.model = model;
    this.allocator = allocator;
    this.inputs = allocator.newChildAllocator(model.name(), 0, allocator.getLimit());
    this.batch = model.fixedBatch().orElse(options.batch());
    this.columns = new ArrowColumns(model);
    int cores = options.session().intraOpThreads();
    for (int i = 0; i < cores; i++) {
      workers.add(new ArrowWorker(model, options.limits(), inputs, batch));
    }
    this.threads =
        Executors.newFixedThreadPool(
            cores,
            work -> {
              Thread thread = new Thread(work, "vinyl-arrow");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Opens a model. The caller closes it, before the allocator.
   *
   * @param options cores or device, largest batch and limits of images; the queue's settings mean
   *     nothing here
   * @param allocator where answers come from; buffers of the model's own come from a child of it
   * @throws ModelException if the file is missing, no ONNX model, or nothing says how to run it
   * @throws IllegalStateException if ONNX Runtime or OpenCV cannot be loaded here
   */
  public static ArrowModel open(Path model, SegmenterOptions options, BufferAllocator allocator)
      throws ModelException {
    BatchModel opened = BatchModel.open(model, options.perWorker());
    try {
      return new ArrowModel(opened, options, allocator);
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  /** What the model says about itself. */
  public ModelMetadata metadata() {
    return model.metadata();
  }

  /** The columns of every answer. */
  public Schema schema() {
    return columns.schema();
  }

  /**
   * Runs the model on images; one call at a time.
   *
   * @return a row for each image, in their order; the caller closes it
   * @throws IllegalStateException after {@link #close()}, or if the model fails or the thread is
   *     interrupted
   */
  public synchronized VectorSchemaRoot run(List<ImageSource> images) {
    model.checkOpen();
    ArrowOutputs outputs = new ArrowOutputs(columns, images, allocator);
    try {
      AtomicInteger next = new AtomicInteger();
      List<Future<?>> running = new ArrayList<>();
      for (ArrowWorker worker : workers) {
        running.add(threads.submit(() -> work(worker, outputs, next)));
      }
      await(running);
      return outputs.finish();
    } catch (RuntimeException | Error e) {
      outputs.discard();
      throw e;
    }
  }

  private void work(ArrowWorker worker, ArrowOutputs outputs, AtomicInteger next) {
    int count = outputs.images().size();
    for (int from = next.getAndAdd(batch); from < count; from = next.getAndAdd(batch)) {
      worker.run(outputs, from, Math.min(from + batch, count));
    }
  }

  /** Waits for all, whatever happens: they write into buffers that are freed afterwards. */
  private static void await(List<Future<?>> running) {
    RuntimeException failure = null;
    boolean interrupted = false;
    for (Future<?> future : running) {
      boolean done = false;
      while (!done) {
        try {
          future.get();
          done = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          Throwable cause = e.getCause() == null ? e : e.getCause();
          String said = cause instanceof IllegalStateException ? cause.getMessage() : null;
          failure = new IllegalStateException(said == null ? cause.toString() : said, cause);
          done = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** Frees the model and its buffers; answers that were returned stay. May be called again. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    threads.shutdown();
    workers.forEach(ArrowWorker::close);
    model.close();
    inputs.close();
  }
}
