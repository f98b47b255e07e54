package dev.vinyl.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.vinyl.export.inference.ExportSettings;
import dev.vinyl.export.inference.ExportSettings.Precision;
import dev.vinyl.export.inference.ExportSettings.Variant;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * Times the exported segmenter of ViNy: preprocessed images in, logits out, in every variant and
 * precision, on random images and weights.
 *
 * <p>Arguments, all optional: rounds (3), threads (2), batch sizes (1,8,64). In each round every
 * file runs for half a second in one session on all threads, then in a session of one thread that
 * as many callers run, as {@code Segmenter} and {@code Evaluator} do. Prints a line for each file
 * and batch size: medians over the rounds of the images a second.
 */
public final class InferenceBenchmark {
  private static final int SIZE = ViNyModel.CONFIG.imageWidth();
  private static final long WINDOW = 500_000_000;

  private InferenceBenchmark() {}

  /** A file, opened for all threads and for one. */
  private record Sessions(OrtSession wide, OrtSession narrow) {}

  /** Runs the measurement. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int[] batches =
        Arrays.stream((args.length > 2 ? args[2] : "1,8,64").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    Map<String, Sessions> files = open(environment, threads);
    for (int batch : batches) {
      measure(environment, files, threads, batch, rounds);
    }
    for (Sessions sessions : files.values()) {
      sessions.wide().close();
      sessions.narrow().close();
    }
  }

  private static Map<String, Sessions> open(OrtEnvironment environment, int threads)
      throws IOException, OrtException {
    Map<String, Sessions> files = new LinkedHashMap<>();
    Path file = Files.createTempFile("vinyl-benchmark", ".onnx");
    ModelExporter exporter =
        ViNyModel.exporter()
            .images(IntStream.range(0, 8).mapToObj(InferenceBenchmark::noise).toList());
    for (Variant variant : Variant.values()) {
      for (Precision precision : Precision.values()) {
        exporter
            .settings(ExportSettings.defaults().withVariant(variant).withPrecision(precision))
            .export(file);
        files.put(
            (variant + " " + precision).toLowerCase(Locale.ROOT),
            new Sessions(open(environment, file, threads), open(environment, file, 1)));
      }
    }
    Files.delete(file);
    Files.delete(file.resolveSibling(file.getFileName() + ".md"));
    return files;
  }

  /** A session of a file on so many threads. */
  static OrtSession open(OrtEnvironment environment, Path file, int threads) throws OrtException {
    try (OrtSession.SessionOptions options =
        SessionSettings.forInference().withIntraOpThreads(threads).toOptions()) {
      return environment.createSession(file.toString(), options);
    }
  }

  private static RgbImage noise(int seed) {
    byte[] pixels = new byte[3 * SIZE * SIZE];
    new Random(seed).nextBytes(pixels);
    return new RgbImage(SIZE, SIZE, pixels);
  }

  private static void measure(
      OrtEnvironment environment, Map<String, Sessions> files, int threads, int batch, int rounds)
      throws Exception {
    Map<String, List<Double>> wide = new LinkedHashMap<>();
    Map<String, List<Double>> workers = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) { // the first one warms up
      for (Map.Entry<String, Sessions> file : files.entrySet()) {
        double one = imagesPerSecond(environment, file.getValue().wide(), 1, batch, SIZE);
        double all = imagesPerSecond(environment, file.getValue().narrow(), threads, batch, SIZE);
        if (round >= 0) {
          wide.computeIfAbsent(file.getKey(), k -> new ArrayList<>()).add(one);
          workers.computeIfAbsent(file.getKey(), k -> new ArrayList<>()).add(all);
        }
      }
    }
    wide.forEach(
        (name, values) ->
            System.out.printf(
                "vinyl infer, batch %d, %s: median %.0f images/s (%s); in workers %.0f (%s)%n",
                batch,
                name,
                median(values),
                all(values),
                median(Objects.requireNonNull(workers.get(name))),
                all(Objects.requireNonNull(workers.get(name)))));
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
  }

  private static String all(List<Double> values) {
    return String.join(" ", values.stream().map(v -> "%.0f".formatted(v)).toList());
  }

  /** So many callers run a session of ViNy's with images of its size. */
  static double imagesPerSecond(
      OrtEnvironment environment, OrtSession session, int callers, int batch, int size)
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      List<Future<Double>> running = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        running.add(threads.submit(() -> imagesPerSecond(environment, session, batch, size)));
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

  private static double imagesPerSecond(
      OrtEnvironment environment, OrtSession session, int batch, int size) throws OrtException {
    int classes = ViNyModel.CLASSES.size();
    FloatBuffer in = direct(3 * batch * size * size);
    Random random = new Random(3);
    for (int i = 0; i < in.capacity(); i++) {
      in.put(i, (float) random.nextGaussian());
    }
    FloatBuffer out = direct(classes * batch * size * size);
    try (OnnxTensor image =
            OnnxTensor.createTensor(environment, in, new long[] {batch, 3, size, size});
        OnnxTensor logits =
            OnnxTensor.createTensor(environment, out, new long[] {batch, classes, size, size})) {
      long start = System.nanoTime();
      long images = 0;
      long time = 0;
      while (time < WINDOW) {
        session.run(Map.of("image", image), Map.of("logits", logits)).close();
        images += batch;
        time = System.nanoTime() - start;
      }
      return images / (time / 1e9);
    }
  }

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(4 * values).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
