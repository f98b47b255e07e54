package dev.vinyl.data.internal.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.internal.parallel.OrderedParallelMap.Worker;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class OrderedParallelMapTest {
  private final Queue<Thread> opened = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> closed = new ConcurrentLinkedQueue<>();
  private final AtomicInteger begun = new AtomicInteger();

  /** What a worker of a test does with an input. */
  private interface Work {
    String of(int input) throws IOException, InterruptedException;
  }

  /** Remembers the threads that it is opened and closed in, and is used in no other. */
  private final class Recorded implements Worker<Integer, String> {
    private final Work work;
    private final Thread own = Thread.currentThread();

    Recorded(Work work) {
      this.work = work;
      opened.add(own);
    }

    @Override
    public String apply(Integer input) throws IOException {
      assertThat(Thread.currentThread()).isSameAs(own);
      begun.incrementAndGet();
      try {
        return work.of(input);
      } catch (InterruptedException e) {
        throw new InterruptedIOException("worker stopped");
      }
    }

    @Override
    public void close() {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
      closed.add(Thread.currentThread());
    }
  }

  private OrderedParallelMap<Integer, String> map(int threads, int window, int inputs, Work work) {
    return new OrderedParallelMap<>(
        "test work", threads, window, numbers(inputs), () -> new Recorded(work));
  }

  private static Iterator<Integer> numbers(int count) {
    return IntStream.range(0, count).iterator();
  }

  private static List<String> all(OrderedParallelMap<Integer, String> map) throws IOException {
    List<String> results = new ArrayList<>();
    while (map.hasNext()) {
      results.add(map.next());
    }
    return results;
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  @AfterEach
  void everyWorkerIsClosedInItsThreadAndNoThreadIsLeft() {
    assertThat(closed).containsExactlyInAnyOrderElementsOf(opened);
    assertThat(opened).doesNotHaveDuplicates().noneMatch(Thread::isAlive);
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("vinyl-test-work"));
  }

  @Test
  void resultsComeInTheOrderOfTheInputsWhateverEachTakes() throws IOException {
    int[] delays = new Random(1).ints(300, 0, 4).toArray();
    for (int threads : new int[] {1, 3, 8}) {
      try (OrderedParallelMap<Integer, String> map =
          map(
              threads,
              2 * threads,
              300,
              input -> {
                Thread.sleep(delays[input]);
                return Integer.toString(input);
              })) {
        assertThat(all(map)).isEqualTo(texts(0, 300));
        assertThat(map.hasNext()).isFalse();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(map::next);
      }
    }
    assertThat(opened).hasSizeBetween(3, 1 + 3 + 8);
  }

  @Test
  void noMoreThanTheWindowIsUnderWayOrWaits() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger mostAtOnce = new AtomicInteger();
    Iterator<Integer> inputs = IntStream.range(0, 100).peek(i -> asked.set(i + 1)).iterator();
    try (OrderedParallelMap<Integer, String> map =
        new OrderedParallelMap<>(
            "test work",
            3,
            5,
            inputs,
            () ->
                new Recorded(
                    input -> {
                      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                      Thread.sleep(1);
                      atOnce.decrementAndGet();
                      return Integer.toString(input);
                    }))) {
      for (int taken = 0; taken < 100; taken++) {
        assertThat(map.hasNext()).isTrue();
        Thread.sleep(taken < 10 ? 20 : 0); // workers have time to run too far ahead
        // hasNext() may have looked at one more input, which is not under way
        assertThat(begun.get() - taken).isLessThanOrEqualTo(5);
        assertThat(asked.get() - taken).isLessThanOrEqualTo(6);
        map.next();
      }
    }
    assertThat(mostAtOnce.get()).isBetween(2, 3);
  }

  @Test
  void noMoreThreadsStartThanThereAreInputs() throws IOException {
    try (OrderedParallelMap<Integer, String> map = map(16, 32, 2, Integer::toString)) {
      assertThat(all(map)).containsExactly("0", "1");
      assertThat(threadsOfTests()).isLessThanOrEqualTo(2);
    }
    try (OrderedParallelMap<Integer, String> none = map(16, 32, 0, Integer::toString)) {
      assertThat(none.hasNext()).isFalse();
      assertThat(threadsOfTests()).isZero();
    }
  }

  private static long threadsOfTests() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("vinyl-test-work"))
        .count();
  }

  @Test
  void firstFailureInTheOrderOfTheInputsIsThrownAndTheOthersAreStopped() throws IOException {
    IOException late = new IOException("input 7");
    CountDownLatch eightWaits = new CountDownLatch(1);
    AtomicInteger stopped = new AtomicInteger();
    Work work =
        input -> {
          if (input == 7) {
            eightWaits.await();
            Thread.sleep(20); // input 9 has failed long before
            throw late;
          }
          if (input == 8) {
            eightWaits.countDown();
            try {
              new CountDownLatch(1).await();
            } finally {
              stopped.incrementAndGet();
            }
          }
          if (input == 9) {
            throw new IllegalStateException("input 9");
          }
          return Integer.toString(input);
        };
    try (OrderedParallelMap<Integer, String> map = map(3, 6, 1000, work)) {
      List<String> results = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                while (map.hasNext()) {
                  results.add(map.next());
                }
              })
          .isSameAs(late);
      assertThat(results).isEqualTo(texts(0, 7));
      assertThat(map.hasNext()).isFalse();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(map::next)
          .withMessage("test work has ended");
    }
    assertThat(stopped).hasValue(1);
    assertThat(begun.get()).isLessThanOrEqualTo(7 + 6);
  }

  @Test
  void uncheckedFailuresAndErrorsPassAsTheyAre() {
    for (Throwable failure :
        List.of(
            new IllegalArgumentException("unchecked"),
            new CancellationException("cancelled"),
            new OutOfMemoryError("large image"))) {
      try (OrderedParallelMap<Integer, String> map =
          map(
              2,
              4,
              3,
              input -> {
                if (failure instanceof Error error) {
                  throw error;
                }
                throw (RuntimeException) failure;
              })) {
        assertThatThrownBy(map::next).isSameAs(failure);
      }
    }
  }

  @Test
  void workerThatCannotBeOpenedFailsItsFirstInput() {
    IOException failure = new IOException("no model");
    try (OrderedParallelMap<Integer, String> map =
        new OrderedParallelMap<>(
            "test work",
            2,
            4,
            numbers(9),
            () -> {
              throw failure;
            })) {
      assertThatThrownBy(map::next).isSameAs(failure);
    }
  }

  @Test
  void interruptionStopsWorkersAndIsNotLost() throws Exception {
    CountDownLatch stuck = new CountDownLatch(2);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicReference<Boolean> still = new AtomicReference<>();
    Thread taking =
        new Thread(
            () -> {
              try (OrderedParallelMap<Integer, String> map =
                  map(
                      2,
                      4,
                      10,
                      input -> {
                        stuck.countDown();
                        new CountDownLatch(1).await();
                        return "never";
                      })) {
                map.next();
              } catch (IOException e) {
                thrown.set(e);
              }
              still.set(Thread.currentThread().isInterrupted());
            });
    taking.start();
    stuck.await();
    taking.interrupt();
    taking.join();
    assertThat(thrown.get())
        .isInstanceOf(InterruptedIOException.class)
        .hasMessage("test work was interrupted");
    assertThat(still).hasValue(true);
  }

  @Test
  void threadThatIsInterruptedAlreadyTakesNothing() throws Exception {
    CountDownLatch done = new CountDownLatch(1);
    try (OrderedParallelMap<Integer, String> map =
        map(
            1,
            2,
            2,
            input -> {
              done.countDown();
              return Integer.toString(input);
            })) {
      map.next();
      done.await();
      Thread.currentThread().interrupt();
      assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(map::next);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void closingEarlyInterruptsWorkersAndWaitsForThem() throws Exception {
    CountDownLatch stuck = new CountDownLatch(1);
    AtomicInteger ended = new AtomicInteger();
    OrderedParallelMap<Integer, String> map =
        map(
            2,
            4,
            100,
            input -> {
              if (input == 0) {
                return "first";
              }
              stuck.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                Thread.sleep(30);
                ended.incrementAndGet();
              }
              return "late";
            });
    assertThat(map.next()).isEqualTo("first");
    stuck.await();
    map.close();
    assertThat(ended.get()).isPositive();
    assertThat(threadsOfTests()).isZero();
    map.close();
    assertThat(map.hasNext()).isFalse();
    assertThatExceptionOfType(IllegalStateException.class).isThrownBy(map::next);
  }

  @Test
  void failureOfClosingIsThrownWhenAllAreClosed() throws IOException {
    IllegalStateException failure = new IllegalStateException("cannot free");
    OrderedParallelMap<Integer, String> map =
        new OrderedParallelMap<>(
            "test work",
            2,
            4,
            numbers(8),
            () ->
                new Worker<>() {
                  private final Recorded recorded = new Recorded(Integer::toString);

                  @Override
                  public String apply(Integer input) throws IOException {
                    return recorded.apply(input);
                  }

                  @Override
                  public void close() {
                    recorded.close();
                    throw failure;
                  }
                });
    assertThat(all(map)).isEqualTo(texts(0, 8));
    assertThatThrownBy(map::close).isSameAs(failure);
    assertThat(closed).hasSameSizeAs(opened);
  }

  @Test
  void batchesAreWholeButForTheLast() {
    List<List<Integer>> batches = new ArrayList<>();
    OrderedParallelMap.batches(List.of(1, 2, 3, 4, 5), 2).forEachRemaining(batches::add);
    assertThat(batches).containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
    assertThat(OrderedParallelMap.batches(List.of(), 2).hasNext()).isFalse();
  }

  @Test
  void impossibleNumbersAreRefused() {
    for (int[] wrong : new int[][] {{0, 1}, {3, 2}}) {
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> map(wrong[0], wrong[1], 1, Integer::toString));
    }
  }
}
