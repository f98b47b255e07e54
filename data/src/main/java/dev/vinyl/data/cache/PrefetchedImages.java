package dev.vinyl.data.cache;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Decodes images in worker threads, a few ahead of who takes them, and hands them out in order. */
final class PrefetchedImages implements AutoCloseable {
  private final ImageLoader source;
  private final int count;
  private final int window;
  private final ExecutorService workers;
  private final Queue<Future<CachedImage>> ahead = new ArrayDeque<>();
  private int started;

  PrefetchedImages(ImageLoader source, int count, int threads) {
    this.source = source;
    this.count = count;
    this.window = 2 * threads;
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread worker = new Thread(task, "vinyl-cache-" + number.incrementAndGet());
              worker.setDaemon(true);
              return worker;
            });
  }

  /**
   * The next image; waits for it if need be.
   *
   * @throws IOException what the source threw for this image
   * @throws InterruptedIOException if the thread is interrupted, which it still is afterwards
   */
  CachedImage next() throws IOException {
    while (started < count && ahead.size() < window) {
      int index = started++;
      ahead.add(workers.submit(() -> source.image(index)));
    }
    try {
      return ahead.remove().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while images were decoded for the cache");
    } catch (ExecutionException e) {
      throw rethrown(Objects.requireNonNull(e.getCause()));
    }
  }

  /** Unchecked failures pass as they are; all others are the source's own. */
  private static IOException rethrown(Throwable failure) {
    if (failure instanceof RuntimeException defect) {
      throw defect;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return (IOException) failure;
  }

  /** Ends the workers and waits until they are gone: what they read may be closed next. */
  @Override
  public void close() {
    workers.shutdownNow();
    boolean interrupted = Thread.interrupted();
    boolean gone = false;
    while (!gone) {
      try {
        gone = workers.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
