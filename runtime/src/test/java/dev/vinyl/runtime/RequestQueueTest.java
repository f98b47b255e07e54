package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.internal.scores.MaskScores;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RequestQueueTest {
  private static final long LONG = TimeUnit.MINUTES.toNanos(1);

  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private static Request request(RequestQueue queue) {
    return new Request(ImageSource.of(new byte[0]), queue);
  }

  private static List<Request> filled(RequestQueue queue, int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Request request = request(queue);
      assertThat(queue.offer(request)).isTrue();
      requests.add(request);
    }
    return requests;
  }

  @Test
  void givesBatchesInTheOrderOfArrival() throws Exception {
    RequestQueue queue = new RequestQueue(10);
    List<Request> requests = filled(queue, 5);

    assertThat(queue.take(3, 0)).isEqualTo(requests.subList(0, 3));
    assertThat(queue.take(3, 0)).isEqualTo(requests.subList(3, 5));
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void refusesWhatIsBeyondItsCapacityUntilSomethingIsCancelled() {
    RequestQueue queue = new RequestQueue(2);
    List<Request> requests = filled(queue, 2);

    assertThat(queue.offer(request(queue))).isFalse();
    requests.get(0).cancel(false);

    assertThat(queue.offer(request(queue))).isTrue();
    assertThat(queue.offer(request(queue))).isFalse();
  }

  @Test
  void whateverCompletesARequestMakesRoom() {
    RequestQueue queue = new RequestQueue(3);
    List<Request> requests = filled(queue, 3);

    assertThatThrownBy(() -> requests.get(0).orTimeout(1, TimeUnit.MILLISECONDS).join())
        .hasCauseInstanceOf(TimeoutException.class);
    assertThat(queue.size()).isEqualTo(2);
    requests.get(1).completeExceptionally(new IllegalStateException("no longer wanted"));
    assertThat(queue.size()).isEqualTo(1);
    requests.get(2).complete(answer());
    assertThat(queue.isEmpty()).isTrue();

    filled(queue, 3);
  }

  private static Segmentation answer() {
    MaskScores scores = new MaskScores(new ClassMask(1, 1, new byte[1]), 1);
    ImageSource source = ImageSource.of(new byte[0]);
    return new Segmentation(source, List.of("a"), scores, 1, 1, null, DecodeLimits.defaults());
  }

  @Test
  void waitingForRoomEndsWhenABatchIsTaken() throws Exception {
    RequestQueue queue = new RequestQueue(1);
    List<Request> first = filled(queue, 1);
    Request second = request(queue);
    Future<Boolean> put = threads.submit(() -> queue.put(second));

    assertThat(queue.take(1, 0)).isEqualTo(first);

    assertThat(put.get()).isTrue();
    assertThat(queue.take(1, 0)).containsExactly(second);
  }

  @Test
  void withADelayABatchIsTakenWhenItIsFull() throws Exception {
    RequestQueue queue = new RequestQueue(10);
    Future<List<Request>> batch = threads.submit(() -> queue.take(3, LONG));

    List<Request> two = filled(queue, 2);
    assertThat(batch.isDone()).isFalse();
    List<Request> third = filled(queue, 1);

    assertThat(batch.get()).containsExactly(two.get(0), two.get(1), third.get(0));
  }

  @Test
  void withADelayABatchIsTakenWhenItsFirstHasWaitedLongEnough() throws Exception {
    RequestQueue queue = new RequestQueue(10);
    List<Request> requests = filled(queue, 1);
    long start = System.nanoTime();

    List<Request> batch = queue.take(3, TimeUnit.MILLISECONDS.toNanos(30));

    assertThat(batch).isEqualTo(requests);
    assertThat(System.nanoTime() - start).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(10));
  }

  @Test
  void whatIsCancelledWhileABatchIsCollectedIsNotInIt() throws Exception {
    RequestQueue queue = new RequestQueue(10);
    Future<List<Request>> batch = threads.submit(() -> queue.take(2, LONG));
    List<Request> first = filled(queue, 1);

    first.get(0).cancel(false);
    List<Request> others = filled(queue, 2);

    assertThat(batch.get()).isEqualTo(others);
  }

  @Test
  void closingLetsEveryoneGo() throws Exception {
    RequestQueue queue = new RequestQueue(1);
    Future<List<Request>> worker = threads.submit(() -> queue.take(1, 0));
    assertThat(worker.isDone()).isFalse();
    assertThat(queue.close()).isEmpty();
    assertThat(worker.get()).isEmpty();
    assertThat(queue.offer(request(queue))).isFalse();
    assertThat(queue.put(request(queue))).isFalse();

    RequestQueue full = new RequestQueue(1);
    List<Request> waiting = filled(full, 1);
    CountDownLatch started = new CountDownLatch(1);
    Future<Boolean> blocked =
        threads.submit(
            () -> {
              started.countDown();
              return full.put(request(full));
            });
    started.await();
    assertThat(full.close()).isEqualTo(waiting);
    assertThat(blocked.get()).isFalse();
  }

  @Test
  void everyRequestIsTakenByOneWorker() throws Exception {
    int count = 2000;
    RequestQueue queue = new RequestQueue(7);
    List<Future<List<Request>>> workers = new ArrayList<>();
    for (int worker = 0; worker < 3; worker++) {
      long delay = worker == 0 ? 1000 : 0;
      workers.add(threads.submit(() -> takeAll(queue, delay)));
    }
    Set<Request> put = new HashSet<>();
    for (int i = 0; i < count; i++) {
      Request request = request(queue);
      put.add(request);
      assertThat(queue.put(request)).isTrue();
    }
    while (!queue.isEmpty()) {
      Thread.onSpinWait();
    }
    queue.close();

    List<Request> taken = new ArrayList<>();
    for (Future<List<Request>> worker : workers) {
      taken.addAll(worker.get());
    }
    assertThat(taken).hasSize(count);
    assertThat(new HashSet<>(taken)).isEqualTo(put);
  }

  private static List<Request> takeAll(RequestQueue queue, long delay) throws InterruptedException {
    List<Request> all = new ArrayList<>();
    List<Request> batch = queue.take(4, delay);
    while (!batch.isEmpty()) {
      assertThat(batch).hasSizeLessThanOrEqualTo(4);
      all.addAll(batch);
      batch = queue.take(4, delay);
    }
    return all;
  }
}
