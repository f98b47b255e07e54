package dev.vinyl.runtime;

import dev.vinyl.runtime.image.ImageSource;
import java.util.concurrent.CompletableFuture;

/**
 * An image that waits to be segmented. Whatever completes it, its caller's timeout included, takes
 * it from the queue first: it makes room for another one at once.
 */
final class Request extends CompletableFuture<Segmentation> {
  private final ImageSource source;
  private final RequestQueue queue;
  private final long arrival = System.nanoTime();

  Request(ImageSource source, RequestQueue queue) {
    this.source = source;
    this.queue = queue;
  }

  ImageSource source() {
    return source;
  }

  /** When it came, by {@link System#nanoTime()}. */
  long arrival() {
    return arrival;
  }

  @Override
  public boolean complete(Segmentation value) {
    queue.remove(this);
    return super.complete(value);
  }

  @Override
  public boolean completeExceptionally(Throwable failure) {
    queue.remove(this);
    return super.completeExceptionally(failure);
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    queue.remove(this);
    return super.cancel(mayInterruptIfRunning);
  }
}
