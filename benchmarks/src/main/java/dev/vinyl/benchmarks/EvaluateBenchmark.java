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

  private void round() throws Exception {
    List<Double> sessions = new ArrayList<>();
    List<Double> lanes = new ArrayList<>();
    double[] scored = new double[2];
    for (int models = 1; models <= scored.length; models++) {
      sessions.add(oneSession());
      lanes.add(lanes());
      scored[models - 1] = evaluate(models);
    }
    sessions.add(oneSession());
    lanes.add(lanes());
    double session = mean(sessions);
    double lane = mean(lanes);
    System.out.printf(
        "vinyl evaluate, the model alone: one session, batch %d %.0f, lanes, batch %d %.0f pictures/s%n",
        LARGE_BATCH, session, running.batch(), lane);
    for (int models = 1; models <= scored.length; models++) {
      double speed = scored[models - 1];
      System.out.printf(
          "vinyl evaluate, JPEG files to scores, %d models at once: %.0f pictures/s (%.2f of one session, %.2f of lanes)%n",
          models, speed, models * speed / session, models * speed / lane);
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(v -> v).average().orElseThrow();
  }

  /** Pictures a second from files to scores with their intervals. */
  private double evaluate(int models) throws IOException {
    List<BatchSegmenter> opened = new ArrayList<>();
    try {
      for (int i = 0; i < models; i++) {
        opened.add(BatchSegmenter.open(model, running.perLane()));
      }
      List<MaskPredictor> predictors = opened.stream().map(MaskPredictor::of).toList();
      long start = System.nanoTime();
      evaluator.evaluateAll(predictors, EvaluationListener.NONE);
      return pictures / ((System.nanoTime() - start) / 1e9);
    } finally {
      opened.forEach(BatchSegmenter::close);
    }
  }

  private double oneSession() throws Exception {
    return alone(running.session(), 1, LARGE_BATCH);
  }

  private double lanes() throws Exception {
    return alone(running.perLane(), running.session().intraOpThreads(), running.batch());
  }

  /** Pictures a second of one session that so many callers run, on prepared input. */
  private double alone(SessionSettings session, int callers, int batch) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try (BatchModel alone = BatchModel.open(model, session)) {
      List<Future<Double>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> run(alone, batch)));
      }
      double sum = 0;
      for (Future<Double> caller : running) {
        sum += caller.get();
      }
      return sum;
    } finally {
      threads.shutdown();
    }
  }

  private static double run(BatchModel model, int batch) {
    TensorSpec logits = model.output("logits").orElseThrow();
    ByteBuffer in = ByteBuffer.allocateDirect(batch * model.input().bytes());
    Map<String, ByteBuffer> out =
        Map.of(logits.name(), ByteBuffer.allocateDirect(batch * logits.bytes()));
    model.run(batch, in, out);
    long start = System.nanoTime();
    int runs = 0;
    while (System.nanoTime() - start < SECONDS * 1e9) {
      model.run(batch, in, out);
      runs++;
    }
    return runs * batch / ((System.nanoTime() - start) / 1e9);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
