package dev.vinyl.benchmarks;

import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.SegmentedImage;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.internal.model.BatchModel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Times the embeddable segmenter with ViNy on JPEG files of 500 x 375 pixels beside the model
 * alone: images a second from files to masks, the latency of one image, and what batching does for
 * sixteen callers.
 *
 * <p>Arguments, all optional: rounds (3), seconds of each measurement (2), threads (2), a model. In
 * each round everything is measured once, so that lines of a round can be compared.
 */
public final class ServeBenchmark {
  private static final int FILES = 64;
  private static final int CALLERS = 16;

  private final double seconds;
  private final int threads;
  private final Path model;
  private final List<ImageSource> files;
  private final List<ImageSource> uploads;

  private ServeBenchmark(double seconds, int threads, Path model, Path folder) throws IOException {
    this.seconds = seconds;
    this.threads = threads;
    this.model = model;
    this.files = new ArrayList<>();
    this.uploads = new ArrayList<>();
    for (int i = 0; i < FILES; i++) {
      Path file = Files.write(folder.resolve(i + ".jpg"), Photographs.jpeg(500, 375, i));
      files.add(ImageSource.of(file));
      uploads.add(ImageSource.of(Files.readAllBytes(file)));
    }
  }

  /** Runs the measurements. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 2;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    Path model = args.length > 3 ? Path.of(args[3]) : ViNyModel.write(folder.resolve("viny.onnx"));
    ServeBenchmark benchmark = new ServeBenchmark(seconds, threads, model, folder);
    for (int round = 0; round < rounds; round++) {
      benchmark.round();
      firstMask(model, folder.resolve("0.jpg"));
    }
  }

  /** In a JVM of its own. */
  private static void firstMask(Path model, Path image) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FirstMask.class.getName(),
                model.toString(),
                image.toString())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("the JVM that makes the first mask failed");
    }
  }

  private SegmenterOptions options() {
    return SegmenterOptions.defaults().withThreads(threads);
  }

  private void round() throws Exception {
    double own = modelAlone(64);
    System.out.printf(
        "vinyl serve, the model alone: batch 64 %.0f, batch 8 %.0f images/s%n", own, modelAlone(8));
    try (Segmenter segmenter = Segmenter.open(model, options())) {
      manyFiles(segmenter, false); // warms up
      double small = manyFiles(segmenter, false);
      double full = manyFiles(segmenter, true);
      System.out.printf(
          "vinyl serve, JPEG files to masks: of the model's size %.0f images/s (%.2f of the model alone at batch 64), of the image's size %.0f (%.2f)%n",
          small, small / own, full, full / own);
      System.out.printf(
          "vinyl serve, heap allocated: %.0f kB an image%n", allocatedKilobytes(segmenter));
    }
    latency("alone", 1, options());
    double batched = latency(CALLERS + " callers", CALLERS, options());
    double single = latency(CALLERS + " callers, no batching", CALLERS, options().withMaxBatch(1));
    System.out.printf("vinyl serve, batching for %d callers: %.2f x%n", CALLERS, batched / single);
  }

  /** Images a second of one session on all threads, on prepared input. */
  private double modelAlone(int batch) throws IOException {
    SessionSettings session = SessionSettings.forInference().withIntraOpThreads(threads);
    try (BatchModel alone = BatchModel.open(model, session)) {
      ByteBuffer in = ByteBuffer.allocateDirect(batch * alone.input().bytes());
      Map<String, ByteBuffer> out =
          Map.of(
              "logits",
              ByteBuffer.allocateDirect(batch * alone.output("logits").orElseThrow().bytes()));
      alone.run(batch, in, out);
      long start = System.nanoTime();
      int runs = 0;
      while (System.nanoTime() - start < seconds * 1e9) {
        alone.run(batch, in, out);
        runs++;
      }
      return runs * batch / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** Images a second from files in the page cache to masks. */
  private double manyFiles(Segmenter segmenter, boolean ownSize) throws ImageException {
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    Stream<ImageSource> sources =
        IntStream.iterate(0, i -> i + 1)
            .takeWhile(i -> System.nanoTime() < end)
            .mapToObj(i -> files.get(i % FILES));
    int images = 0;
    try (Stream<SegmentedImage> answers = segmenter.segmentAll(sources)) {
      for (SegmentedImage answer : (Iterable<SegmentedImage>) answers::iterator) {
        if (ownSize) {
          answer.segmentation().mask();
        } else {
          answer.segmentation().modelMask();
        }
        images++;
      }
    }
    return images / ((System.nanoTime() - start) / 1e9);
  }

  /** What the segmenter's own threads allocate, mask and all else that is consumed left out. */
  private double allocatedKilobytes(Segmenter segmenter) {
    long before = allocatedByWorkers();
    long images =
        segmenter
            .segmentAll(IntStream.range(0, 4 * FILES).mapToObj(i -> files.get(i % FILES)))
            .count();
    return (allocatedByWorkers() - before) / 1e3 / images;
  }

  private static long allocatedByWorkers() {
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
        .filter(thread -> thread != null && thread.getThreadName().startsWith("vinyl-segmenter"))
        .mapToLong(thread -> threads.getThreadAllocatedBytes(thread.getThreadId()))
        .sum();
  }

  /** Callers that ask for an image after another; prints their latency, gives images a second. */
  private double latency(String name, int callers, SegmenterOptions options)
      throws IOException, InterruptedException, ExecutionException {
    try (Segmenter segmenter = Segmenter.open(model, options)) {
      for (int i = 0; i < FILES; i++) {
        segmenter.segment(uploads.get(i)).modelMask();
      }
      ExecutorService threads = Executors.newFixedThreadPool(callers);
      AtomicInteger next = new AtomicInteger();
      long start = System.nanoTime();
      long end = start + (long) (seconds * 1e9);
      List<Future<List<Long>>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> caller(segmenter, next, end)));
      }
      List<Long> nanos = new ArrayList<>();
      for (Future<List<Long>> caller : running) {
        nanos.addAll(caller.get());
      }
      double speed = nanos.size() / ((System.nanoTime() - start) / 1e9);
      threads.shutdown();
      nanos.sort(null);
      System.out.printf(
          "vinyl serve, JPEG bytes to mask, %s: p50 %.1f ms, p99 %.1f ms, %.0f images/s%n",
          name, nanos.get(nanos.size() / 2) / 1e6, nanos.get(nanos.size() * 99 / 100) / 1e6, speed);
      return speed;
    }
  }

  private List<Long> caller(Segmenter segmenter, AtomicInteger next, long end)
      throws ImageException {
    List<Long> nanos = new ArrayList<>();
    for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
      segmenter.segment(uploads.get(next.getAndIncrement() % FILES)).modelMask();
      nanos.add(System.nanoTime() - before);
    }
    return nanos;
  }
}
