package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.vinyl.training.internal.random.RandomStreams;
import dev.vinyl.training.loop.InputSpec;
import dev.vinyl.training.loop.InputSpec.Kind;
import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class BatchLoaderTest {

  @Test
  void deliversTheSameBytesWithOneThreadAndWithThree() throws IOException {
    List<String> one = deliver(new NumberedExamples(11), 4, 5, 1);
    List<String> three = deliver(new NumberedExamples(11), 4, 5, 3);

    assertThat(one).hasSize(15);
    assertThat(three).isEqualTo(one);
  }

  @Test
  void visitsEveryExampleOnceAnEpochInAnotherOrderEachTime() throws IOException {
    List<List<Integer>> epochs = new ArrayList<>();
    try (BatchLoader loader = loader(new NumberedExamples(11), 4, 3, 2)) {
      assertThat(loader.batchesPerEpoch()).isEqualTo(3);
      while (loader.hasNext()) {
        Batch batch = loader.next();
        if (batch.number() == 0) {
          epochs.add(new ArrayList<>());
        }
        assertThat(batch.epoch()).isEqualTo(epochs.size() - 1);
        epochs.get(batch.epoch()).addAll(batch.examples());
      }
    }
    List<Integer> all = IntStream.range(0, 11).boxed().toList();
    assertThat(epochs).hasSize(3).doesNotHaveDuplicates();
    assertThat(epochs).allSatisfy(seen -> assertThat(seen).hasSameElementsAs(all).hasSize(11));
  }

  @Test
  void startedAnywhereDeliversWhatWouldHaveBeenDeliveredFromThere() throws IOException {
    List<String> whole = deliver(new NumberedExamples(11), 4, 3, 2);
    for (int first = 0; first <= 9; first++) {
      int epoch = first / 3;
      List<String> rest = deliver(new NumberedExamples(11), 4, 3, 2, epoch, first % 3);
      assertThat(rest).as("from batch %d", first).isEqualTo(whole.subList(first, 9));
    }
    // The end of an epoch is the beginning of the next.
    assertThat(deliver(new NumberedExamples(11), 4, 3, 2, 1, 3)).isEqualTo(whole.subList(6, 9));
  }

  @Test
  void lastBatchOfAnEpochHoldsWhatIsLeft() throws IOException {
    try (BatchLoader loader = loader(new NumberedExamples(5), 4, 2, 1)) {
      assertThat(loader.next().size()).isEqualTo(4);
      Batch rest = loader.next();
      assertThat(rest.size()).isEqualTo(1);
      assertThat(rest.inputs().get(0).shape()).containsExactly(1, 2, 3);
      assertThat(rest.inputs().get(1).shape()).containsExactly(1, 2);
      assertThat(loader.next().size()).isEqualTo(4);
    }
  }

  @Test
  void writesEachExampleAtItsPlaceInTheBatch() throws IOException {
    try (BatchLoader loader = loader(new NumberedExamples(6), 3, 2, 3)) {
      for (int b = 0; b < 4; b++) {
        Batch batch = loader.next();
        FloatBuffer image = (FloatBuffer) batch.inputs().get(0).data();
        LongBuffer labels = (LongBuffer) batch.inputs().get(1).data();
        for (int i = 0; i < 3; i++) {
          int example = batch.examples().get(i);
          assertThat(image.get(i * 6)).isEqualTo(example + 1000f * batch.epoch());
          assertThat(image.get(i * 6 + 5)).isEqualTo(example + 1000f * batch.epoch() + 5);
          assertThat(labels.get(i * 2)).isEqualTo(example);
          assertThat(labels.get(i * 2 + 1)).isEqualTo(-example);
        }
      }
    }
  }

  @Test
  void batchLargerThanTheDataIsOneBatchAnEpoch() throws IOException {
    try (BatchLoader loader = loader(new NumberedExamples(3), 64, 2, 2)) {
      assertThat(loader.next().size()).isEqualTo(3);
      assertThat(loader.next().size()).isEqualTo(3);
      assertThat(loader.hasNext()).isFalse();
      assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(loader::next);
    }
  }

  @Test
  void stopsAtTheBatchWithABadExampleAndNamesTheFirstOne() throws IOException {
    for (int threads = 1; threads <= 3; threads++) {
      NumberedExamples source = new NumberedExamples(12);
      List<Integer> firstOrder = order(12);
      source.bad = List.of(firstOrder.get(7), firstOrder.get(6)); // both in the second batch of 4
      try (BatchLoader loader = loader(source, 4, 1, threads)) {
        assertThat(loader.next().size()).isEqualTo(4);
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(loader::next)
            .withMessage("example-%d.jpg: is empty", firstOrder.get(6));
      }
    }
  }

  @Test
  void defectsOfTheSourceReachTheConsumer() {
    ExampleSource source =
        new NumberedExamples(4) {
          @Override
          public ExampleWriter newWriter() {
            throw new IllegalArgumentException("no writer today");
          }
        };
    try (BatchLoader loader = loader(source, 4, 1, 2)) {
      assertThatIllegalArgumentException().isThrownBy(loader::next).withMessage("no writer today");
    }
  }

  @Test
  void staysAFewBatchesAhead() throws Exception {
    NumberedExamples source = new NumberedExamples(100);
    try (BatchLoader loader = loader(source, 5, 1, 3)) {
      awaitWritten(source, 15);
      Thread.sleep(50); // time in which a loader without bounds would go on
      assertThat(source.written).hasValue(15);
      loader.next(); // the consumer holds one batch now, and has given none back
      Thread.sleep(50);
      assertThat(source.written).hasValue(15);
      loader.next();
      awaitWritten(source, 20);
    }
  }

  @Test
  void closingEndsTheWorkersPromptly() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    ExampleSource source =
        new NumberedExamples(8) {
          @Override
          public ExampleWriter newWriter() {
            return (example, epoch, buffers, position) -> {
              busy.countDown();
              try {
                TimeUnit.MINUTES.sleep(1);
              } catch (InterruptedException e) {
                throw new IOException("interrupted", e);
              }
            };
          }
        };
    BatchLoader loader = loader(source, 4, 1, 2);
    busy.await();
    long start = System.nanoTime();
    loader.close();
    loader.close();

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("vinyl-loader"));
    assertThatIllegalStateException().isThrownBy(loader::next).withMessageContaining("closed");
  }

  @Test
  void measuresHowLongTheConsumerWaited() throws IOException {
    NumberedExamples source = new NumberedExamples(2);
    source.millisPerExample = 60;
    try (BatchLoader loader = loader(source, 2, 1, 1)) {
      loader.next();
      assertThat(loader.waited()).isGreaterThan(Duration.ofMillis(60));
    }
  }

  @Test
  void refusesNumbersOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader(new NumberedExamples(4), 0, 1, 1))
        .withMessage("batch size, epochs and threads must be at least 1, got 0, 1 and 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> loader(new NumberedExamples(0), 4, 1, 1))
        .withMessage("there are no training examples");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> deliver(new NumberedExamples(4), 2, 3, 1, 3, 1))
        .withMessage("there is no batch 1 of epoch 3 to begin with");
  }

  private static BatchLoader loader(ExampleSource source, int batchSize, int epochs, int threads) {
    return new BatchLoader(source, batchSize, epochs, threads, new RandomStreams(1));
  }

  /** The order of the first epoch, read from a loader over good examples. */
  private static List<Integer> order(int examples) throws IOException {
    try (BatchLoader loader = loader(new NumberedExamples(examples), examples, 1, 1)) {
      return loader.next().examples();
    }
  }

  /** Every batch of every epoch as text: shapes and all values. */
  private static List<String> deliver(
      NumberedExamples source, int batchSize, int epochs, int threads) throws IOException {
    return deliver(source, batchSize, epochs, threads, 0, 0);
  }

  private static List<String> deliver(
      NumberedExamples source, int batchSize, int epochs, int threads, int epoch, int batch)
      throws IOException {
    source.uneven = true;
    List<String> batches = new ArrayList<>();
    RandomStreams streams = new RandomStreams(1);
    try (BatchLoader loader =
        new BatchLoader(source, batchSize, epochs, threads, streams, epoch, batch)) {
      while (loader.hasNext()) {
        StringBuilder text = new StringBuilder();
        for (TensorInput input : loader.next().inputs()) {
          long count = Arrays.stream(input.shape()).reduce(1, (a, b) -> a * b);
          text.append(Arrays.toString(input.shape()));
          for (int i = 0; i < count; i++) {
            text.append(' ').append(element(input, i));
          }
        }
        batches.add(text.toString());
      }
    }
    return batches;
  }

  private static Number element(TensorInput input, int index) {
    return input.data() instanceof FloatBuffer floats
        ? floats.get(index)
        : ((LongBuffer) input.data()).get(index);
  }

  private static void awaitWritten(NumberedExamples source, int count) throws InterruptedException {
    while (source.written.get() < count) {
      Thread.sleep(1);
    }
  }

  /** Example i of epoch e: a [2, 3] of i + 1000 e, + 1, ... + 5 and a [2] of i, -i. */
  private static class NumberedExamples implements ExampleSource {
    private final int size;
    private final AtomicInteger written = new AtomicInteger();
    private List<Integer> bad = List.of();
    private int millisPerExample;
    private boolean uneven;

    NumberedExamples(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public List<InputSpec> tensors() {
      return List.of(
          new InputSpec("image", Kind.FLOAT32, List.of(2, 3)),
          new InputSpec("labels", Kind.INT64, List.of(2)));
    }

    @Override
    public ExampleWriter newWriter() {
      return (example, epoch, buffers, position) -> {
        pause(uneven ? (example * 7 + epoch) % 4 : millisPerExample);
        if (bad.contains(example)) {
          throw new IOException("example-" + example + ".jpg: is empty");
        }
        for (int i = 0; i < 6; i++) {
          ((FloatBuffer) buffers.get(0)).put(position * 6 + i, example + 1000f * epoch + i);
        }
        ((LongBuffer) buffers.get(1)).put(position * 2, example).put(position * 2 + 1, -example);
        written.incrementAndGet();
      };
    }

    private static void pause(int millis) throws IOException {
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        throw new IOException("interrupted", e);
      }
    }
  }
}
