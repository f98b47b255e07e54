package dev.vinyl.runtime;

import dev.vinyl.runtime.image.DecodedImage;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.Placement;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.internal.scores.PixelScores;
import dev.vinyl.runtime.internal.tile.WindowBlend;
import dev.vinyl.runtime.internal.tile.WindowPlan;
import dev.vinyl.runtime.internal.tile.WindowShape;
import dev.vinyl.runtime.model.ModelMetadata;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one image at a time, decodes it, has its windows run by the {@link WindowPool} with a
 * bounded number of them ahead, and puts their answers together in their order.
 */
final class TiledWorker implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(TiledWorker.class);

  private final RequestQueue queue;
  private final WindowPool pool;
  private final List<String> classNames;
  private final PreprocessSpec preprocess;
  private final WindowShape windows;
  private final SegmenterOptions options;

  /**
   * A worker.
   *
   * @param windows that are laid over each image
   */
  TiledWorker(
      RequestQueue queue,
      WindowPool pool,
      ModelMetadata model,
      WindowShape windows,
      SegmenterOptions options) {
    this.queue = queue;
    this.pool = pool;
    this.classNames = model.classNames();
    this.preprocess = model.preprocess();
    this.windows = windows;
    this.options = options;
  }

  /** Works until the queue is closed. */
  @Override
  public void run() {
    try {
      List<Request> taken = queue.take(1, 0);
      while (!taken.isEmpty()) {
        serve(taken.get(0));
        taken = queue.take(1, 0);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody but the JVM's end interrupts a worker
    }
  }

  private void serve(Request request) {
    long taken = System.nanoTime();
    long ready = taken;
    try {
      Segmentation answer;
      try (DecodedImage image = DecodedImage.decode(request.source(), options.limits())) {
        ready = System.nanoTime();
        answer = segment(request, image);
      }
      request.complete(answer);
    } catch (ImageException | RuntimeException | Error e) { // whoever asked gets to know
      request.completeExceptionally(e);
    }
    SegmenterListener.Batch batch =
        new SegmenterListener.Batch(
            1,
            request.isCompletedExceptionally() ? 1 : 0,
            Duration.ofNanos(taken - request.arrival()),
            Duration.ofNanos(ready - taken),
            Duration.ofNanos(System.nanoTime() - ready));
    tell(() -> options.listener().batchDone(batch));
  }

  private Segmentation segment(Request request, DecodedImage image) {
    WindowPlan plan = WindowPlan.of(image.height(), image.width(), windows, classNames.size());
    return new Segmentation(
        request.source(),
        classNames,
        blend(request, image, plan),
        image.width(),
        image.height(),
        null,
        options.limits());
  }

  private PixelScores blend(Request request, DecodedImage image, WindowPlan plan) {
    WindowBlend blend = new WindowBlend(plan);
    Deque<CompletableFuture<List<PixelScores>>> underWay = new ArrayDeque<>();
    int batch = Math.min(pool.batch(), 1 + (plan.count() - 1) / pool.size());
    int ahead = pool.size() + 1; // a thread that is done has its next batch
    int asked = 0;
    int done = 0;
    try {
      while (done < plan.count()) {
        List<PixelScores> answers = underWay.isEmpty() ? List.of() : underWay.remove().join();
        while (asked < plan.count() && underWay.size() < ahead) {
          int end = Math.min(asked + batch, plan.count());
          underWay.add(
              pool.run(
                  image,
                  IntStream.range(asked, end)
                      .mapToObj(i -> Placement.ofWindow(preprocess, windows.size(), plan.window(i)))
                      .toList()));
          asked = end;
        }
        answers.forEach(blend::add);
        done += answers.size();
        tell(request, done, plan.count());
        giveUpIfDone(request);
      }
      return blend.result();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException failed ? failed : e;
    } finally {
      // the image is closed next, and no thread may be reading it then
      underWay.forEach(answers -> answers.handle((scores, failure) -> scores).join());
    }
  }

  private static void giveUpIfDone(Request request) {
    if (request.isDone()) {
      throw new IllegalStateException(request.source() + ": nobody waits for it any more");
    }
  }

  private void tell(Request request, int done, int total) {
    if (done > 0 && total > 1) {
      tell(() -> options.listener().windowsDone(request.source(), done, total));
    }
  }

  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) { // counting is no reason to segment no more
      log.warn("a segmenter's listener failed", e);
    }
  }
}
