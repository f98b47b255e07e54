package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.SegmenterOptions.WhenFull;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One worker and a queue of two, so that what waits is known. */
@Timeout(60)
class SegmenterAsyncTest {
  @TempDir Path folder;

  private final CountDownLatch release = new CountDownLatch(1);
  private Segmenter segmenter;

  @BeforeEach
  void open() throws Exception {
    open(WhenFull.WAIT);
  }

  @AfterEach
  void close() {
    release.countDown();
    segmenter.close();
  }

  private void open(WhenFull whenFull) throws Exception {
    segmenter =
        Segmenter.open(
            new TinyModel().write(folder.resolve("tiny.onnx")),
            SegmenterOptions.defaults().withThreads(1).withQueue(2, whenFull));
  }

  private void refuseWhenFull() throws Exception {
    segmenter.close();
    open(WhenFull.REFUSE);
  }

  private static ImageSource image(int seed) {
    return ImageSource.of(SegmenterTest.noise(20 + seed, 15, seed)).named("noise " + seed);
  }

  /** Keeps the only worker busy until {@code release}: it reads an image that does not arrive. */
  private void blockTheWorker() throws InterruptedException {
    CountDownLatch reading = new CountDownLatch(1);
    InputStream slow =
        new InputStream() {
          @Override
          public int read() throws IOException {
            reading.countDown();
            try {
              release.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return -1;
          }

          @Override
          public int read(byte[] target, int offset, int length) throws IOException {
            return read();
          }
        };
    assertThat(segmenter.segmentAsync(ImageSource.of(slow))).isNotDone();
    reading.await();
  }

  @Test
  void answersWhatSegmentAnswers() throws Exception {
    Segmentation later = segmenter.segmentAsync(image(3)).get();

    assertThat(later.mask().classes()).isEqualTo(segmenter.segment(image(3)).mask().classes());
    assertThat(later.source().name()).isEqualTo("noise 3");
  }

  @Test
  void aBadImageFailsItsFutureOnly() throws Exception {
    CompletableFuture<Segmentation> bad =
        segmenter.segmentAsync(ImageSource.of(new byte[] {1, 2, 3}).named("bad.jpg"));

    assertThat(segmenter.segmentAsync(image(1)).get().width()).isEqualTo(21);
    assertThatThrownBy(bad::get)
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith("bad.jpg: ");
  }

  @Test
  void aFullQueueRefusesWhereItIsTo() throws Exception {
    refuseWhenFull();
    blockTheWorker();
    CompletableFuture<Segmentation> first = segmenter.segmentAsync(image(1));
    CompletableFuture<Segmentation> second = segmenter.segmentAsync(image(2));

    assertThatThrownBy(() -> segmenter.segmentAsync(image(3)))
        .isInstanceOf(RejectedExecutionException.class)
        .hasMessage("2 images wait already; try noise 3 again later");
    release.countDown();

    assertThat(first.get().width()).isEqualTo(21);
    assertThat(second.get().width()).isEqualTo(22);
  }

  @Test
  void aFullQueueMakesCallersWaitWhereTheyAreTo() throws Exception {
    blockTheWorker();
    CompletableFuture<Segmentation> first = segmenter.segmentAsync(image(1));
    CompletableFuture<Segmentation> second = segmenter.segmentAsync(image(2));
    CompletableFuture<Segmentation> third =
        CompletableFuture.supplyAsync(() -> segmenter.segmentAsync(image(3)).join());
    assertThat(third).isNotDone();

    release.countDown();

    assertThat(first.get().width()).isEqualTo(21);
    assertThat(second.get().width()).isEqualTo(22);
    assertThat(third.get().width()).isEqualTo(23);
  }

  @Test
  void aCancelledFutureFreesItsPlaceAndIsNotRun() throws Exception {
    refuseWhenFull();
    blockTheWorker();
    CompletableFuture<Segmentation> first = segmenter.segmentAsync(image(1));
    CompletableFuture<Segmentation> second = segmenter.segmentAsync(image(2));

    assertThat(first.cancel(true)).isTrue();
    CompletableFuture<Segmentation> third = segmenter.segmentAsync(image(3));
    release.countDown();

    assertThat(second.get().width()).isEqualTo(22);
    assertThat(third.get().width()).isEqualTo(23);
    assertThat(first).isCancelled();
  }

  @Test
  void interruptingACallerGivesItsImageUp() throws Exception {
    refuseWhenFull();
    blockTheWorker();
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    AtomicInteger marked = new AtomicInteger();
    Thread caller =
        new Thread(
            () -> {
              try {
                segmenter.segment(image(1));
              } catch (ImageException | RuntimeException e) {
                marked.set(Thread.currentThread().isInterrupted() ? 1 : 0);
                end.complete(e);
              }
            });
    caller.start();
    CompletableFuture<Segmentation> second = segmenter.segmentAsync(image(2));
    caller.interrupt();

    assertThat(end.get())
        .isInstanceOf(CancellationException.class)
        .hasMessageStartingWith("noise 1: the thread was interrupted");
    assertThat(marked).hasValue(1);
    CompletableFuture<Segmentation> third = segmenter.segmentAsync(image(3)); // its place is free
    release.countDown();
    assertThat(second.get().width()).isEqualTo(22);
    assertThat(third.get().width()).isEqualTo(23);
  }

  @Test
  void closingFailsWhatWaits() throws Exception {
    blockTheWorker();
    CompletableFuture<Segmentation> waiting = segmenter.segmentAsync(image(1));
    CompletableFuture<Void> closing = CompletableFuture.runAsync(segmenter::close);

    assertThatThrownBy(waiting::get)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the model was closed");
    release.countDown();
    closing.get();
    segmenter.close();
  }

  @Test
  void mayBeClosedByWhatRunsWhenAImageIsDone() throws Exception {
    blockTheWorker();
    CompletableFuture<Void> closing =
        segmenter.segmentAsync(image(1)).thenAccept(answer -> segmenter.close());

    release.countDown();
    closing.get();

    assertThatThrownBy(() -> segmenter.segment(image(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the model was closed");
  }

  @Test
  void waitingInWhatRunsWhenAImageIsDoneIsRefused() throws Exception {
    blockTheWorker();
    CompletableFuture<Integer> nested =
        segmenter
            .segmentAsync(image(1))
            .thenApply(
                answer -> {
                  try {
                    return segmenter.segment(image(2)).width();
                  } catch (ImageException e) {
                    return -1;
                  }
                });
    release.countDown();

    assertThatThrownBy(nested::get)
        .cause()
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("thenApplyAsync");
  }

  @Test
  void manyImagesComeInTheirOrderWithTheBadOnesAmongThem() throws Exception {
    refuseWhenFull();
    ImageSource bad = ImageSource.of(new byte[] {9}).named("bad");
    Stream<ImageSource> sources = IntStream.range(0, 30).mapToObj(i -> i % 7 == 3 ? bad : image(i));

    List<SegmentedImage> all = segmenter.segmentAll(sources).toList();

    assertThat(all).hasSize(30);
    for (int i = 0; i < 30; i++) {
      assertThat(all.get(i).succeeded()).isEqualTo(i % 7 != 3);
      if (all.get(i).succeeded()) {
        assertThat(all.get(i).segmentation().width()).isEqualTo(20 + i);
        assertThat(all.get(i).error()).isEmpty();
      } else {
        assertThat(all.get(i).source()).isSameAs(bad);
        assertThat(all.get(i).error()).get().isInstanceOf(ImageException.class);
        assertThatThrownBy(all.get(i)::segmentation).hasMessageStartingWith("bad: ");
      }
    }
  }

  @Test
  void manyImagesAreTakenAsTheyAreAskedFor() throws Exception {
    AtomicInteger taken = new AtomicInteger();
    Stream<ImageSource> endless =
        Stream.iterate(1, i -> i + 1).peek(i -> taken.incrementAndGet()).map(i -> image(i % 5));

    try (Stream<SegmentedImage> answers = segmenter.segmentAll(endless)) {
      assertThat(taken).hasValue(0);
      assertThat(answers.limit(10).toList()).hasSize(10);
    }

    // Ten were asked for; twice a batch of four may be ahead, and one more for limit's look ahead.
    assertThat(taken.get()).isBetween(10, 10 + 2 * 4 + 1);
  }

  @Test
  void closingDuringManyImagesEndsThemWithAnException() throws Exception {
    List<Integer> widths = new ArrayList<>();

    assertThatThrownBy(
            () ->
                segmenter
                    .segmentAll(Stream.iterate(1, i -> i + 1).map(i -> image(i % 5)))
                    .forEach(
                        answer -> {
                          widths.add(1);
                          segmenter.close();
                        }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the model was closed");
    assertThat(widths).isNotEmpty();
  }
}
