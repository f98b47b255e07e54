package dev.vinyl.data.internal.parallel;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes a result of each input in several threads and hands the results out in the order of the
 * inputs, so that nothing but times depends on the number of threads. Memory is bounded: an input
 * is asked for only when fewer than a fixed number are under way or wait to be taken.
 *
 * <pre>{@code
 * try (OrderedParallelMap<Path, Scores> scores =
 *     new OrderedParallelMap<>("scoring", 4, 8, images.iterator(), () -> new Scorer(model))) {
 *   while (scores.hasNext()) {
 *     report.add(scores.next());
 *   }
 * }
 * }</pre>
 *
 * <p>A thread opens a worker of its own with its first input, gives it one input after the other,
 * and closes it at the end, whatever the end is. The first failure in the order of the inputs is
 * thrown, as it is; with it everything else is stopped: workers are interrupted, and no further
 * input is asked for. {@link #close()} returns when all threads are gone.
 *
 * <p>Used by one thread, which also runs the iterator over the inputs.
 *
 * @param <T> what the inputs are
 * @param <R> what is made of each; never null
 */
public final class OrderedParallelMap<T, R> implements AutoCloseable {
  private final String name;
  private final int threads;
  private final int window;
  private final Iterator<? extends T> inputs;
  private final WorkerFactory<T, R> workers;
  private final Deque<Task<T, R>> ahead = new ArrayDeque<>();
  private final BlockingQueue<Task<T, R>> queue = new LinkedBlockingQueue<>();
  private final List<Thread> started = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> closingFailure = new AtomicReference<>();
  private volatile boolean stopped;

  /** What one thread works with; need not be thread-safe. */
  @FunctionalInterface
  public interface Worker<T, R> extends AutoCloseable {

    /**
     * Makes the result of one input. Interrupted where nobody waits for the result any more.
     *
     * @throws IOException and unchecked failures, which reach whoever takes the results
     */
    R apply(T input) throws IOException;

    /** Frees what the worker holds; runs in the thread that opened it. */
    @Override
    default void close() {}
  }

  /** Opens workers, each in the thread that will use it. */
  @FunctionalInterface
  public interface WorkerFactory<T, R> {

    /**
     * Opens one.
     *
     * @throws IOException and unchecked failures, which count as those of the worker's first input
     */
    Worker<T, R> open() throws IOException;
  }

  /** An input, and the one place for what becomes of it. */
  private record Task<T, R>(T input, BlockingQueue<Outcome<R>> outcome) {}

  /** A result, or a failure that is thrown where the result is asked for. */
  @FunctionalInterface
  private interface Outcome<R> {
    R get() throws IOException;
  }

  /**
   * Starts nothing yet.
   *
   * @param name what is being done, such as {@code image decoding}; for threads and messages
   * @param threads how many work at once at most, at least 1; no more are started than there are
   *     inputs
   * @param window how many inputs are under way or wait as results at most, at least {@code
   *     threads}; twice as many keep all threads busy while results are taken
   * @param inputs each is asked for when there is room for it
   */
  public OrderedParallelMap(
      String name,
      int threads,
      int window,
      Iterator<? extends T> inputs,
      WorkerFactory<T, R> workers) {
    if (threads < 1 || window < threads) {
      throw new IllegalArgumentException(
          "there must be a thread and room for each thread's input, got %d and %d"
              .formatted(threads, window));
    }
    this.name = name;
    this.threads = threads;
    this.window = window;
    this.inputs = inputs;
    this.workers = workers;
  }

  /**
   * Inputs that are worked on by several at a time.
   *
   * @param size of each list but the last, at least 1
   */
  public static <T> Iterator<List<T>> batches(List<T> inputs, int size) {
    return IntStream.iterate(0, start -> start < inputs.size(), start -> start + size)
        .mapToObj(start -> inputs.subList(start, Math.min(start + size, inputs.size())))
        .iterator();
  }

  /** Whether there is another result; none after a failure and after {@link #close()}. */
  public boolean hasNext() {
    return !stopped && (!ahead.isEmpty() || inputs.hasNext());
  }

  /**
   * The result of the next input; waits for it if need be.
   *
   * @throws IOException what the worker threw for this input; unchecked failures pass as they are
   * @throws InterruptedIOException if this thread is interrupted, which it still is afterwards
   * @throws NoSuchElementException if there is none
   * @throws IllegalStateException after a failure or {@link #close()}
   */
  public R next() throws IOException {
    if (stopped) {
      throw new IllegalStateException(name + " has ended");
    }
    fill();
    Task<T, R> first = ahead.remove();
    boolean done = false;
    try {
      R result = first.outcome().take().get();
      done = true;
      return result;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException(name + " was interrupted");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      if (!done) {
        stop();
      }
    }
  }

  private void fill() {
    while (ahead.size() < window && inputs.hasNext()) {
      Task<T, R> task = new Task<>(inputs.next(), new ArrayBlockingQueue<>(1));
      ahead.add(task);
      queue.add(task);
      if (started.size() < threads) {
        start();
      }
    }
  }

  private void start() {
    String thread = "vinyl-%s-%d".formatted(name.replace(' ', '-'), started.size() + 1);
    Thread worker = new Thread(this::work, thread);
    worker.setDaemon(true);
    worker.start();
    started.add(worker);
  }

  private void work() {
    Worker<T, R> worker = null;
    try {
      while (!stopped) {
        Task<T, R> task = queue.take();
        try {
          if (worker == null) {
            worker = workers.open();
          }
          R result = worker.apply(task.input());
          task.outcome().add(() -> result);
        } catch (Throwable e) {
          task.outcome().add(failed(e));
        }
      }
    } catch (InterruptedException e) {
      // stop() wakes a thread that waits for an input
    } finally {
      Thread.interrupted(); // it would disturb what is closed
      close(worker);
    }
  }

  private static <R> Outcome<R> failed(Throwable failure) {
    return () -> {
      if (failure instanceof IOException checked) {
        throw checked;
      }
      throw unchecked(failure);
    };
  }

  private void close(@Nullable Worker<T, R> worker) {
    try {
      if (worker != null) {
        worker.close();
      }
    } catch (Throwable e) {
      closingFailure.compareAndSet(null, e);
    }
  }

  private void stop() {
    stopped = true;
    queue.clear();
    ahead.clear();
    started.forEach(Thread::interrupt);
  }

  /**
   * Stops what is under way and waits until every worker is closed and every thread gone: what they
   * use may be closed next. An interruption does not shorten the wait. A second call does nothing.
   *
   * @throws RuntimeException what the first worker that could not be closed threw; or an error
   */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    for (Thread thread : started) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    started.clear();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Throwable failure = closingFailure.getAndSet(null);
    if (failure != null) {
      throw unchecked(failure);
    }
  }

  private static RuntimeException unchecked(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }
}
