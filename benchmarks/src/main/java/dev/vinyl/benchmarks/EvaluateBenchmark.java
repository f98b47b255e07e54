package dev.vinyl.benchmarks;

import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.internal.model.BatchModel;
import dev.vinyl.runtime.internal.model.TensorSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Times the scoring of ViNy on JPEG files of 500 x 375 pixels with trimaps, by one model and by two
 * at once, beside the model alone on prepared input: in one session on all threads, and in a
 * session of one thread that every worker runs by itself, as scoring does.
 *
 * <p>Intervals are counted; starting the JVM and opening models are not. Random weights give masks
 * of noise, which have the most boundary there can be.
 *
 * <p>Arguments, all optional: rounds (3), images (1024), threads (2), a model. In each round
 * everything is measured in turns.
 */
public final class EvaluateBenchmark {
  private static final double SECONDS = 2;
  private static final int LARGE_BATCH = 64;

  private final Path model;
  private final SegmenterOptions running;
  private final int images;
  private final Evaluator evaluator;

  private EvaluateBenchmark(Path model, int threads, Path data) throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    this.model = model;
    this.running = SegmenterOptions.defaults().withThreads(threads);
    this.images = pets.samples(Split.TEST).size();
    this.evaluator =
        new Evaluator(
            pets, pets.samples(Split.TEST), EvaluationOptions.defaults().withRunning(running));
  }

  /** Runs the measurements. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int images = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    try {
      Path model =
          args.length > 3 ? Path.of(args[3]) : ViNyModel.write(folder.resolve("viny.onnx"));
      PhotographedPets.write(folder.resolve("pets"), images);
      EvaluateBenchmark benchmark = new EvaluateBenchmark(model, threads, folder.resolve("pets"));
      benchmark.evaluate(1); // warms up
      for (int round = 0; round < rounds; round++) {
        benchmark.round();
      }
    } finally {
      Programs.delete(folder);
    }
  }

  /**
   * How fast something was.
   *
   * @param images a second
   * @param processor milliseconds of all cores an image, which others on the machine change least
   */
  private record Speed(double images, double processor) {
    static Speed of(long images, long nanos, long processorNanos) {
      return new Speed(images / (nanos / 1e9), processorNanos / 1e6 / images);
    }

    static Speed mean(List<Speed> some) {
      return new Speed(
          some.stream().mapToDouble(Speed::images).average().orElseThrow(),
          some.stream().mapToDouble(Speed::processor).average().orElseThrow());
    }

    @Override
    public String toString() {
      return "%.0f images/s, %.1f ms of processor".formatted(images, processor);
    }
  }

  private void round() throws Exception {
    List<Speed> sessions = new ArrayList<>();
    List<Speed> workers = new ArrayList<>();
    List<Speed> scored = new ArrayList<>();
    for (int models = 1; models <= 2; models++) {
      sessions.add(oneSession());
      workers.add(workers());
      scored.add(evaluate(models));
    }
    sessions.add(oneSession());
    workers.add(workers());
    Speed session = Speed.mean(sessions);
    Speed worker = Speed.mean(workers);
    System.out.printf("vinyl evaluate, the model alone, batch %d: %s%n", LARGE_BATCH, session);
    System.out.printf(
        "vinyl evaluate, the model alone in workers, batch %d: %s%n", running.batch(), worker);
    for (int i = 0; i < scored.size(); i++) {
      Speed speed = scored.get(i);
      int models = i + 1;
      System.out.printf(
          "vinyl evaluate, files to scores, models %d: %s; images %.2f of the model alone, %.2f of workers; processor %.2f of workers%n",
          models,
          speed,
          models * speed.images / session.images,
          models * speed.images / worker.images,
          models * worker.processor / speed.processor);
    }
  }

  /** From files to scores with their intervals, from when the models are open. */
  private Speed evaluate(int models) throws IOException {
    Stopwatch opened = new Stopwatch();
    evaluator.evaluate(Collections.nCopies(models, model), opened);
    return opened.speed(images);
  }

  /** Runs from the beginning of the pass over the images. */
  private static final class Stopwatch implements EvaluationListener {
    private long start;
    private long before;

    @Override
    public void started(int images) {
      start = System.nanoTime();
      before = processorNanos();
    }

    Speed speed(int images) {
      return Speed.of(images, System.nanoTime() - start, processorNanos() - before);
    }
  }

  private Speed oneSession() throws Exception {
    return alone(running.session(), 1, LARGE_BATCH);
  }

  private Speed workers() throws Exception {
    return alone(running.perWorker(), running.session().intraOpThreads(), running.batch());
  }

  /** One session that so many callers run, on prepared input. */
  private Speed alone(SessionSettings session, int callers, int batch) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try (BatchModel alone = BatchModel.open(model, session)) {
      run(alone, batch, 0); // warms up
      long start = System.nanoTime();
      long before = processorNanos();
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> run(alone, batch, SECONDS)));
      }
      int runs = 0;
      for (Future<Integer> caller : running) {
        runs += caller.get();
      }
      return Speed.of((long) batch * runs, System.nanoTime() - start, processorNanos() - before);
    } finally {
      threads.shutdown();
    }
  }

  /** How many runs end within so many seconds, and one. */
  private static int run(BatchModel model, int batch, double seconds) {
    TensorSpec logits = model.output("logits").orElseThrow();
    ByteBuffer in = ByteBuffer.allocateDirect(batch * model.input().bytes());
    Map<String, ByteBuffer> out =
        Map.of(logits.name(), ByteBuffer.allocateDirect(batch * logits.bytes()));
    long start = System.nanoTime();
    int runs = 0;
    do {
      model.run(batch, in, out);
      runs++;
    } while (System.nanoTime() - start < seconds * 1e9);
    return runs;
  }

  private static long processorNanos() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime();
  }
}
