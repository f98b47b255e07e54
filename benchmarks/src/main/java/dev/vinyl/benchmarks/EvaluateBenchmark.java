package dev.vinyl.benchmarks;

import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.MaskPredictor;
import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.BatchSegmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.model.BatchModel;
import dev.vinyl.runtime.model.TensorSpec;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * Times the scoring of ViNy on JPEG files of 500 x 375 pixels with trimaps, by one model and by two
 * at once, beside the model alone on prepared input: in one session on all threads, and in a
 * session of one thread that every lane runs by itself, as scoring does.
 *
 * <p>Intervals are counted; starting the JVM and opening models are not. Random weights give masks
 * of noise, which have the most boundary there can be.
 *
 * <p>Arguments, all optional: rounds (3), pictures (1024), threads (2), a model. In each round
 * everything is measured in turns.
 */
public final class EvaluateBenchmark {
  private static final double SECONDS = 2;
  private static final int LARGE_BATCH = 64;

  private final Path model;
  private final SegmenterOptions running;
  private final int pictures;
  private final Evaluator evaluator;

  private EvaluateBenchmark(Path model, int threads, Path data) throws IOException {
    OxfordPets pets = OxfordPets.open(data);
    this.model = model;
    this.running = SegmenterOptions.defaults().withThreads(threads);
    this.pictures = pets.pictures(Split.TEST).size();
    this.evaluator =
        new Evaluator(
            pets, pets.pictures(Split.TEST), EvaluationOptions.defaults().withRunning(running));
  }

  /** Runs the measurements. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int pictures = args.length > 1 ? Integer.parseInt(args[1]) : 1024;
    int threads = args.length > 2 ? Integer.parseInt(args[2]) : 2;
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    try {
      Path model =
          args.length > 3 ? Path.of(args[3]) : ViNyModel.write(folder.resolve("viny.onnx"));
      PhotographedPets.write(folder.resolve("pets"), pictures);
      EvaluateBenchmark benchmark = new EvaluateBenchmark(model, threads, folder.resolve("pets"));
      benchmark.evaluate(1); // warms up
      for (int round = 0; round < rounds; round++) {
        benchmark.round();
      }
    } finally {
      delete(folder);
    }
  }

  /**
   * How fast something was.
   *
   * @param pictures a second
   * @param processor milliseconds of all cores a picture, which others on the machine change least
   */
  private record Speed(double pictures, double processor) {
    static Speed of(long pictures, long nanos, long processorNanos) {
      return new Speed(pictures / (nanos / 1e9), processorNanos / 1e6 / pictures);
    }

    static Speed mean(List<Speed> some) {
      return new Speed(
          some.stream().mapToDouble(Speed::pictures).average().orElseThrow(),
          some.stream().mapToDouble(Speed::processor).average().orElseThrow());
    }

    @Override
    public String toString() {
      return "%.0f pictures/s, %.1f ms of processor".formatted(pictures, processor);
    }
  }

  private void round() throws Exception {
    List<Speed> sessions = new ArrayList<>();
    List<Speed> lanes = new ArrayList<>();
    List<Speed> scored = new ArrayList<>();
    for (int models = 1; models <= 2; models++) {
      sessions.add(oneSession());
      lanes.add(lanes());
      scored.add(evaluate(models));
    }
    sessions.add(oneSession());
    lanes.add(lanes());
    Speed session = Speed.mean(sessions);
    Speed lane = Speed.mean(lanes);
    System.out.printf("vinyl evaluate, the model alone, batch %d: %s%n", LARGE_BATCH, session);
    System.out.printf(
        "vinyl evaluate, the model alone in lanes, batch %d: %s%n", running.batch(), lane);
    for (int i = 0; i < scored.size(); i++) {
      Speed speed = scored.get(i);
      int models = i + 1;
      System.out.printf(
          "vinyl evaluate, files to scores, models %d: %s; pictures %.2f of the model alone, %.2f of lanes; processor %.2f of lanes%n",
          models,
          speed,
          models * speed.pictures / session.pictures,
          models * speed.pictures / lane.pictures,
          models * lane.processor / speed.processor);
    }
  }

  /** From files to scores with their intervals. */
  private Speed evaluate(int models) throws IOException {
    List<BatchSegmenter> opened = new ArrayList<>();
    try {
      for (int i = 0; i < models; i++) {
        opened.add(BatchSegmenter.open(model, running.perLane()));
      }
      List<MaskPredictor> predictors = opened.stream().map(MaskPredictor::of).toList();
      long start = System.nanoTime();
      long before = processorNanos();
      evaluator.evaluateAll(predictors, EvaluationListener.NONE);
      return Speed.of(pictures, System.nanoTime() - start, processorNanos() - before);
    } finally {
      opened.forEach(BatchSegmenter::close);
    }
  }

  private Speed oneSession() throws Exception {
    return alone(running.session(), 1, LARGE_BATCH);
  }

  private Speed lanes() throws Exception {
    return alone(running.perLane(), running.session().intraOpThreads(), running.batch());
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

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
