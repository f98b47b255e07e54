package dev.vinyl.runtime;

import dev.vinyl.nativeconfig.internal.OpenCvLibrary;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.tile.WindowShape;
import dev.vinyl.runtime.model.ModelException;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Semantic segmentation: a class for every pixel of an image.
 *
 * <pre>{@code
 * try (Segmenter segmenter = Segmenter.open(Path.of("pets.onnx"))) {
 *   Segmentation cat = segmenter.segment(ImageSource.of(Path.of("cat.jpg")));
 *   System.out.println(cat.fraction("pet"));
 *   ImageIO.write(cat.overlay(), "png", new File("cat-overlay.png"));
 * }
 * }</pre>
 *
 * <p>A model of Vinyl's says itself how images are prepared and what its classes are called; for
 * another model a YAML file beside it does, see {@link dev.vinyl.runtime.model.ModelDescription}.
 *
 * <p>An image is resized to the model's input, however large it is, in the way that the model was
 * trained with ({@link dev.vinyl.runtime.image.Fit}); {@link SegmenterOptions#withTiling} has large
 * ones segmented in windows instead. A model that was trained on windows ({@link
 * dev.vinyl.runtime.image.Fit#CROP}) is given windows always.
 *
 * <p>A segmenter is meant to be opened once and shared: all methods may be called from any number
 * of threads. It keeps one thread for each core that it may use. Each takes a few of the images
 * that wait, decodes them, runs the model on them and hands the answers out; so callers that come
 * at the same time share the runs of the model. Answers do not depend on which images shared a run.
 * They hold no native memory and stay valid after {@link #close()}.
 */
public final class Segmenter implements AutoCloseable {
  /** A model with a very large output runs fewer images at once: 64 Mi values are 256 MiB. */
  private static final int VALUES_A_RUN = 1 << 26;

  /** The same for windows, whose answers wait for each other: 4 Mi values are 16 MiB. */
  private static final int VALUES_A_RUN_OF_WINDOWS = 1 << 22;

  private static final Logger log = LoggerFactory.getLogger(Segmenter.class);

  private final WorkerSessions models;
  private final SegmenterOptions options;
  private final RequestQueue queue;
  private final List<Thread> workers = new ArrayList<>();
  private final int ahead;
  private final @Nullable WindowPool windows;

  private Segmenter(WorkerSessions models, SegmenterOptions options, OutputReader outputs) {
    this.models = models;
    this.options = options;
    this.queue = new RequestQueue(options.queueCapacity());
    int cores = options.session().intraOpThreads();
    Supplier<Runnable> work;
    if (options.tiling().isPresent()) {
      int batch = batch(models.multiThreaded(), options, outputs, VALUES_A_RUN_OF_WINDOWS);
      windows = new WindowPool(models, outputs.pixels(), options, batch);
      ahead = cores; // an answer holds a mask of its image's size
      work = tiledWork(windows, options.tiling().get());
    } else {
      int batch = batch(models.multiThreaded(), options, outputs, VALUES_A_RUN);
      windows = null;
      ahead = 2 * cores * batch;
      AtomicInteger busy = new AtomicInteger();
      work = () -> new Worker(queue, models, outputs, options, batch, busy);
    }
    for (int i = 1; i <= cores; i++) {
      Thread thread = new Thread(work.get(), "vinyl-segmenter-" + i);
      thread.setDaemon(true); // a program that forgets to close still ends
      workers.add(thread);
    }
    workers.forEach(Thread::start);
  }

  private static int batch(
      BatchModel model, SegmenterOptions options, OutputReader outputs, int valuesARun) {
    int most = model.fixedBatch().orElse(options.batch());
    return (int) Math.max(1, Math.min(most, valuesARun / outputs.values()));
  }

  private Supplier<Runnable> tiledWork(WindowPool pool, Tiling tiling) {
    BatchModel model = models.multiThreaded();
    WindowShape windows =
        WindowShape.of(
            model.windowSize(tiling.window()),
            tiling.overlap(),
            model.metadata().preprocess(),
            model.metadata().patchSize());
    return () -> new TiledWorker(queue, pool, model.metadata(), windows, options);
  }

  /**
   * Opens a model with {@link SegmenterOptions#defaults()}.
   *
   * @throws ModelException as {@link #open(Path, SegmenterOptions)}
   * @throws IllegalStateException as {@link #open(Path, SegmenterOptions)}
   */
  public static Segmenter open(Path model) throws ModelException {
    return open(model, SegmenterOptions.defaults());
  }

  /**
   * Opens a model. The caller closes the segmenter.
   *
   * @param model an ONNX file from {@code vinyl export --task segment}, or another one with a
   *     description beside it
   * @throws ModelException if the file is missing, no ONNX model, or made for something else, or if
   *     nothing says how to run it
   * @throws IllegalStateException if ONNX Runtime or OpenCV cannot be loaded here
   */
  public static Segmenter open(Path model, SegmenterOptions options) throws ModelException {
    return open(ModelSource.of(model), options);
  }

  /**
   * Opens a model from bytes, a stream or a resource with {@link SegmenterOptions#defaults()}.
   *
   * @throws ModelException as {@link #open(Path, SegmenterOptions)}
   * @throws IllegalStateException as {@link #open(Path, SegmenterOptions)}
   */
  public static Segmenter open(ModelSource model) throws ModelException {
    return open(model, SegmenterOptions.defaults());
  }

  /**
   * Opens a model from bytes, a stream or a resource. The caller closes the segmenter.
   *
   * @throws ModelException as {@link #open(Path, SegmenterOptions)}
   * @throws IllegalStateException as {@link #open(Path, SegmenterOptions)}
   */
  public static Segmenter open(ModelSource model, SegmenterOptions options) throws ModelException {
    startLoadingOpenCv();
    // windows are run on one core each, so that a session for all of them would only take memory
    WorkerSessions models =
        WorkerSessions.open(
            model,
            options.tiling().isPresent() ? options.withSession(options.perWorker()) : options);
    try {
      Optional<Tiling> tiling = options.tilingFor(models.multiThreaded().metadata().preprocess());
      if (!tiling.equals(options.tiling())) {
        models.close();
        return open(model, options.withTiling(tiling.orElseThrow()));
      }
      OutputReader outputs = OutputReader.of(models.multiThreaded(), options.limits());
      if (outputs.values() > VALUES_A_RUN) {
        throw new ModelException(
            model.name(),
            "its outputs have %d values an image, more than the %d that this version runs; use a model with a smaller input"
                .formatted(outputs.values(), VALUES_A_RUN));
      }
      return new Segmenter(models, options, outputs);
    } catch (ModelException | RuntimeException e) {
      models.close();
      throw e;
    }
  }

  /**
   * Loading OpenCV takes about as long as opening a model; begun beside it, a program's first mask
   * comes earlier. If it fails, the workers meet the same failure and report it.
   */
  private static void startLoadingOpenCv() {
    Thread loader =
        new Thread(
            () -> {
              try {
                OpenCvLibrary.load();
              } catch (IllegalStateException e) {
                log.debug("OpenCV cannot be loaded", e);
              }
            },
            "vinyl-opencv");
    loader.setDaemon(true);
    loader.start();
  }

  /** What the model says about itself: classes, preparation, where it comes from. */
  public ModelMetadata metadata() {
    return models.multiThreaded().metadata();
  }

  /** How many images wait for a core at this moment. */
  public int queueDepth() {
    return queue.size();
  }

  /**
   * Segments one image and waits for the answer.
   *
   * @throws ImageException if the image cannot be read
   * @throws CancellationException if the thread is interrupted; it stays marked as interrupted, and
   *     the image is forgotten
   * @throws RejectedExecutionException if the queue is full and the options say to refuse
   * @throws IllegalStateException after {@link #close()}, if the model fails, or if it answers with
   *     what is no number, see {@link BatchModel#run}
   */
  public Segmentation segment(ImageSource source) throws ImageException {
    if (workers.contains(Thread.currentThread())) {
      throw new IllegalStateException(
          "waiting for an image in what runs when another one is done would stand still; use"
              + " segmentAsync, or thenApplyAsync");
    }
    return await(submit(source, options.whenFull()));
  }

  /**
   * Segments one image. The answer completes the future, and so does what is thrown by {@link
   * #segment}: an {@link ImageException} or an {@link IllegalStateException}. Cancelling the future
   * gives its place to another image, and so does {@link CompletableFuture#orTimeout} on it; a
   * timeout of what is attached to it does not.
   *
   * <p>What is attached to the future with {@code thenApply} and the like runs in one of the
   * segmenter's threads and keeps a core from the next images; attach long work with {@code
   * thenApplyAsync}.
   *
   * @throws RejectedExecutionException if the queue is full and the options say to refuse; where
   *     they say to wait, this call waits for room
   * @throws CancellationException if the thread is interrupted while it waits for room
   * @throws IllegalStateException after {@link #close()}
   */
  public CompletableFuture<Segmentation> segmentAsync(ImageSource source) {
    return submit(source, options.whenFull());
  }

  /**
   * Segments any number of images: lazily, in their order, with a bounded number of them under way
   * ahead of the one that is asked for. An image that cannot be read, or to which the model gives
   * no answer, is an element with its error. The next images are decoded while the model runs.
   *
   * @param sources taken from as the result is consumed, by the consuming thread; closed with the
   *     result
   * @return close it if it is not consumed to its end, so that images under way are given up. Its
   *     terminal operation throws an {@link IllegalStateException} if the segmenter is closed, and
   *     a {@link CancellationException} if the thread is interrupted
   */
  public Stream<SegmentedImage> segmentAll(Stream<ImageSource> sources) {
    models.multiThreaded().checkOpen();
    ImagesInOrder images =
        new ImagesInOrder(
            sources.iterator(), source -> submit(source, SegmenterOptions.WhenFull.WAIT), ahead);
    return images.stream().onClose(sources::close);
  }

  private Request submit(ImageSource source, SegmenterOptions.WhenFull whenFull) {
    models.multiThreaded().checkOpen();
    Request request = new Request(source, queue);
    if (!queue.offer(request)) {
      waitForRoom(request, whenFull);
    }
    return request;
  }

  private void waitForRoom(Request request, SegmenterOptions.WhenFull whenFull) {
    if (whenFull == SegmenterOptions.WhenFull.REFUSE && !queue.isClosed()) {
      throw new RejectedExecutionException(
          "%d images wait already; try %s again later"
              .formatted(options.queueCapacity(), request.source()));
    }
    try {
      if (!queue.put(request)) {
        throw closed();
      }
    } catch (InterruptedException e) {
      throw interrupted(request);
    }
  }

  /** Waits for an answer; an interrupt gives it up. */
  static Segmentation await(Request request) throws ImageException {
    try {
      return request.get();
    } catch (InterruptedException e) {
      request.cancel(false);
      throw interrupted(request);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ImageException unreadable) {
        throw unreadable;
      }
      if (e.getCause() instanceof IllegalStateException failed) {
        throw failed;
      }
      if (e.getCause() instanceof OutOfMemoryError tooMuch) {
        throw ImageException.outOfMemory(request.source().name(), tooMuch);
      }
      throw new IllegalStateException(
          "%s: segmenting failed: %s".formatted(request.source(), e.getCause()), e.getCause());
    }
  }

  private static CancellationException interrupted(Request request) {
    Thread.currentThread().interrupt();
    return new CancellationException(
        request.source() + ": the thread was interrupted while it waited for the answer");
  }

  private IllegalStateException closed() {
    return new IllegalStateException(
        models.multiThreaded().name() + ": the model was closed; open it again to use it");
  }

  /**
   * Finishes the images that the model is running on, fails those that wait with an {@link
   * IllegalStateException}, and frees the model. May be called again, and from any thread.
   */
  @Override
  public void close() {
    queue.close().forEach(request -> request.completeExceptionally(closed()));
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker != Thread.currentThread() && worker.isAlive()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true; // closing goes on: a worker is about to end
        }
      }
    }
    if (windows != null) {
      windows.close();
    }
    models.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
