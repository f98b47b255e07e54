package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight callers of all kinds, for a while: images of many sizes, good and bad, and segmenters that
 * are opened and closed under them. Runs in a JVM of its own with a fixed heap, so that what its
 * memory does is what native code does.
 */
@Tag("soak")
class SoakTest {
  private static final int CALLERS = 8;
  private static final long SECONDS = Long.getLong("vinyl.soak.seconds", 30);

  @TempDir Path folder;

  private final List<ImageSource> good = new ArrayList<>();
  private final List<ImageSource> bad = new ArrayList<>();
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private Path model;

  @BeforeEach
  void prepare() throws Exception {
    model = new TinyModel().write(folder.resolve("tiny.onnx"));
    for (int i = 0; i < 12; i++) {
      Path file = folder.resolve("image-" + i + ".png");
      ImageFiles.writePng(SegmenterTest.noise(16 + 97 * i, 11 + 61 * (i % 5), i), file);
      good.add(ImageSource.of(file));
      byte[] bytes = Files.readAllBytes(file);
      bad.add(ImageSource.of(Arrays.copyOf(bytes, bytes.length * (i + 1) / 14)).named("cut " + i));
    }
    bad.add(ImageSource.of(folder.resolve("missing.png")));
    bad.add(ImageSource.of(new byte[0]));
  }

  private interface Work {
    void run(SplittableRandom random) throws Exception;
  }

  @Test
  void memoryStaysFlatAndEveryGoodImageIsAnswered() throws Exception {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "resident memory is read on Linux only");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    List<Long> resident = new ArrayList<>();
    try (Segmenter shared = Segmenter.open(model)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        Work work =
            switch (i % 4) {
              case 0, 1 -> random -> one(shared, random);
              case 2 -> random -> many(shared, random);
              default -> this::ownSegmenter;
            };
        running.add(callers.submit(() -> repeat(work, new SplittableRandom(caller), end)));
      }
      while (System.nanoTime() < end) {
        Thread.sleep(50);
        resident.add(residentKilobytes());
      }
      for (Future<?> caller : running) {
        caller.get();
      }
    } finally {
      callers.shutdownNow();
    }

    assertThat(failures).isEmpty();
    assertThat(answered.get()).isGreaterThan(1000);
    assertThat(refused.get()).isGreaterThan(100);
    int fifth = resident.size() / 5;
    double warm = median(resident.subList(2 * fifth, 3 * fifth));
    double last = median(resident.subList(4 * fifth, resident.size()));
    assertThat(last / warm).as("%s kB, then %s kB", warm, last).isBetween(0.0, 1.05);
  }

  private void repeat(Work work, SplittableRandom random, long end) {
    while (System.nanoTime() < end && failures.isEmpty()) {
      try {
        work.run(random);
      } catch (Throwable e) {
        failures.add(e);
      }
    }
  }

  private void one(Segmenter segmenter, SplittableRandom random) throws ImageException {
    if (random.nextInt(4) == 0) {
      try {
        segmenter.segment(any(bad, random));
        throw new AssertionError("a bad image was answered");
      } catch (ImageException e) {
        refused.incrementAndGet();
      }
    } else {
      check(segmenter.segment(any(good, random)));
    }
  }

  private void many(Segmenter segmenter, SplittableRandom random) throws ImageException {
    List<ImageSource> sources = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      sources.add(any(i % 5 == 0 ? bad : good, random));
    }
    try (Stream<SegmentedImage> answers = segmenter.segmentAll(sources.stream())) {
      for (SegmentedImage answer : answers.limit(1 + random.nextInt(20)).toList()) {
        if (good.contains(answer.source())) {
          check(answer.segmentation());
        } else {
          assertThat(answer.error()).isPresent();
          refused.incrementAndGet();
        }
      }
    }
  }

  private void ownSegmenter(SplittableRandom random) throws Exception {
    CompletableFuture<Segmentation> left;
    try (Segmenter own = Segmenter.open(model, SegmenterOptions.defaults().withThreads(2))) {
      for (int i = 0; i < 10; i++) {
        one(own, random);
      }
      CompletableFuture<Segmentation> given = own.segmentAsync(any(good, random));
      given.cancel(true);
      assertThat(given).isDone();
      left = own.segmentAsync(any(good, random));
    }
    assertThat(left).isDone(); // answered, or failed when its segmenter was closed
  }

  private void check(Segmentation answer) {
    assertThat(answer.mask().classes()).hasSize(answer.width() * answer.height());
    answered.incrementAndGet();
  }

  private static <T> T any(List<T> list, SplittableRandom random) {
    return list.get(random.nextInt(list.size()));
  }

  private static double median(List<Long> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static long residentKilobytes() throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no VmRSS");
  }
}
