package dev.vinyl.training.internal.loop;

import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the batches of a training run ahead of the engine, in worker threads, and delivers them in
 * order. An epoch visits every example once, in an order of its own; its last batch holds what is
 * left over. The workers share the examples of a batch, so memory is that of three batches whatever
 * their count, and the bytes delivered are the same.
 *
 * <pre>{@code
 * try (BatchLoader loader = new BatchLoader(source, 64, 100, 2, new RandomStreams(seed))) {
 *   while (loader.hasNext()) {
 *     engine.trainStep(loader.next().inputs());
 *   }
 * }
 * }</pre>
 *
 * <p>One thread takes the batches; {@link #close()} may come from any thread.
 */
public final class BatchLoader implements AutoCloseable {
  /** One batch in the engine, one ready behind it, one being made. */
  private static final int SLOTS = 3;

  private final ExampleSource source;
  private final int batchSize;
  private final int batchesPerEpoch;
  private final long totalBatches;
  private final RandomStreams streams;
  private final List<BatchSlot> slots = new ArrayList<>();
  private final List<Thread> workers = new ArrayList<>();

  private final Object lock = new Object();
  // Guarded by the lock: batches are counted over all epochs.
  private long started;
  private int startedPositions;
  private long delivered;
  private long released;
  private int[] order = {};
  private boolean closed;
  private long waitedNanos;

  private record Ticket(BatchSlot slot, int position) {}

  /**
   * Starts the workers.
   *
   * @param source what to make batches of; not closed
   * @param batchSize examples in a batch, at least 1
   * @param epochs to deliver, at least 1
   * @param threads workers, at least 1
   * @param streams where the order of each epoch comes from
   * @throws IllegalArgumentException if a number is out of range or the source is empty
   */
  public BatchLoader(
      ExampleSource source, int batchSize, int epochs, int threads, RandomStreams streams) {
    this(source, batchSize, epochs, threads, streams, 0, 0);
  }

  /**
   * Starts the workers in the middle of a training: what is delivered is what would have been
   * delivered from there on.
   *
   * @param firstEpoch of the first batch, counted from 0, up to {@code epochs}
   * @param firstBatch number of the first batch in that epoch, counted from 0
   */
  public BatchLoader(
      ExampleSource source,
      int batchSize,
      int epochs,
      int threads,
      RandomStreams streams,
      int firstEpoch,
      int firstBatch) {
    if (batchSize < 1 || epochs < 1 || threads < 1) {
      throw new IllegalArgumentException(
          "batch size, epochs and threads must be at least 1, got %d, %d and %d"
              .formatted(batchSize, epochs, threads));
    }
    if (source.size() < 1) {
      throw new IllegalArgumentException("there are no training examples");
    }
    this.source = source;
    this.batchSize = batchSize;
    this.batchesPerEpoch = (int) ((source.size() + (long) batchSize - 1) / batchSize);
    this.totalBatches = (long) batchesPerEpoch * epochs;
    this.streams = streams;
    long first = (long) batchesPerEpoch * firstEpoch + firstBatch;
    if (firstEpoch < 0 || firstBatch < 0 || first > totalBatches) {
      throw new IllegalArgumentException(
          "there is no batch %d of epoch %d to begin with".formatted(firstBatch, firstEpoch));
    }
    this.started = first;
    this.delivered = first;
    this.released = first;
    int room = Math.min(batchSize, source.size());
    for (int i = 0; i < SLOTS; i++) {
      slots.add(new BatchSlot(source.tensors(), room));
    }
    for (int i = 1; i <= threads; i++) {
      Thread worker = new Thread(this::work, "vinyl-loader-" + i);
      worker.setDaemon(true);
      workers.add(worker);
    }
    workers.forEach(Thread::start);
  }

  /** Batches of one epoch, the last, smaller one included. */
  public int batchesPerEpoch() {
    return batchesPerEpoch;
  }

  /** Examples of one epoch. */
  public int examplesPerEpoch() {
    return source.size();
  }

  /** Whether a batch is still to come. */
  public boolean hasNext() {
    synchronized (lock) {
      return delivered < totalBatches;
    }
  }

  /**
   * The next batch; waits for it if need be. The one delivered before is given back with this call.
   *
   * @throws IOException if an example of this batch cannot be read, or the thread is interrupted
   * @throws NoSuchElementException after the last batch
   * @throws IllegalStateException after {@link #close()}
   */
  public Batch next() throws IOException {
    synchronized (lock) {
      requireOpen();
      if (delivered == totalBatches) {
        throw new NoSuchElementException("all %d batches were delivered".formatted(totalBatches));
      }
      released = delivered;
      lock.notifyAll();
      BatchSlot slot = slotOf(delivered);
      long start = System.nanoTime();
      awaitComplete(slot);
      waitedNanos += System.nanoTime() - start;
      delivered++;
      return slot.result();
    }
  }

  /** How long {@link #next()} has waited for data so far, in all. */
  public Duration waited() {
    synchronized (lock) {
      return Duration.ofNanos(waitedNanos);
    }
  }

  /** Ends the workers and waits until they are gone; a second call does nothing more. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    workers.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread worker : workers) {
      while (worker.isAlive() && worker != Thread.currentThread()) {
        try {
          worker.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    @Nullable ExampleWriter writer = null;
    try {
      for (Ticket ticket = take(); ticket != null; ticket = take()) {
        Throwable failure = null;
        try {
          if (writer == null) {
            writer = source.newWriter();
          }
          write(writer, ticket);
        } catch (IOException | RuntimeException | Error e) {
          failure = e;
        }
        finish(ticket, failure);
      }
    } catch (InterruptedException e) {
      // Only close() interrupts a worker, and then there is nothing left to do.
      Thread.currentThread().interrupt();
    }
  }

  private static void write(ExampleWriter writer, Ticket ticket) throws IOException {
    BatchSlot slot = ticket.slot();
    int example = slot.example(ticket.position());
    writer.write(example, slot.epoch(), slot.buffers(), ticket.position());
  }

  /** The next example to make, or null if there is none or the loader is closed. */
  private @Nullable Ticket take() throws InterruptedException {
    synchronized (lock) {
      while (!closed && started < totalBatches && started >= released + SLOTS) {
        lock.wait();
      }
      if (closed || started == totalBatches) {
        return null;
      }
      BatchSlot slot = slotOf(started);
      if (startedPositions == 0) {
        begin(slot);
      }
      Ticket ticket = new Ticket(slot, startedPositions++);
      if (startedPositions == slot.size()) {
        started++;
        startedPositions = 0;
      }
      return ticket;
    }
  }

  private void begin(BatchSlot slot) {
    int epoch = (int) (started / batchesPerEpoch);
    int number = (int) (started % batchesPerEpoch);
    if (number == 0 || order.length == 0) {
      order = streams.stream(Purpose.ORDER, epoch, 0).permutation(source.size());
    }
    int from = number * batchSize;
    int to = (int) Math.min((long) from + batchSize, source.size());
    slot.begin(epoch, number, Arrays.copyOfRange(order, from, to));
  }

  private void finish(Ticket ticket, @Nullable Throwable failure) {
    synchronized (lock) {
      ticket.slot().finish(ticket.position(), failure);
      lock.notifyAll();
    }
  }

  private BatchSlot slotOf(long batch) {
    return slots.get((int) (batch % SLOTS));
  }

  /** With the lock held, which waiting gives up for a time. */
  private void awaitComplete(BatchSlot slot) throws IOException {
    try {
      while (started <= delivered || !slot.isComplete()) {
        lock.wait();
        requireOpen();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for training data");
    }
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the loader is closed");
    }
  }
}
