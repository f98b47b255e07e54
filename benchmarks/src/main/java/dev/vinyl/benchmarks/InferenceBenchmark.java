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
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Times the exported segmenter of ViNy: preprocessed images in, logits out, in every variant and
 * precision, on random images and weights.
 *
 * <p>Arguments, all optional: rounds (3), threads (2), batch sizes (1,8,64). In each round every
 * file runs for half a second, in turns. Prints a line for each file and batch size: median over
 * the rounds of the images a second.
 */
public final class InferenceBenchmark {
  private static final int SIZE = ViNyModel.CONFIG.imageSize();
  private static final long WINDOW = 500_000_000;

  private InferenceBenchmark() {}

  /** Runs the measurement. */
  public static void main(String[] args) throws IOException, OrtException {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    int threads = args.length > 1 ? Integer.parseInt(args[1]) : 2;
    int[] batches =
        Arrays.stream((args.length > 2 ? args[2] : "1,8,64").split(","))
            .mapToInt(Integer::parseInt)
            .toArray();
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    Map<String, OrtSession> sessions = open(environment, threads);
    try {
      for (int batch : batches) {
        measure(environment, sessions, batch, rounds);
      }
    } finally {
      for (OrtSession session : sessions.values()) {
        session.close();
      }
    }
  }

  private static Map<String, OrtSession> open(OrtEnvironment environment, int threads)
      throws IOException, OrtException {
    Map<String, OrtSession> sessions = new LinkedHashMap<>();
    Path file = Files.createTempFile("vinyl-benchmark", ".onnx");
    ModelExporter exporter =
        ViNyModel.exporter()
            .images(IntStream.range(0, 8).mapToObj(InferenceBenchmark::noise).toList());
    for (Variant variant : Variant.values()) {
      for (Precision precision : Precision.values()) {
        exporter
            .settings(ExportSettings.defaults().withVariant(variant).withPrecision(precision))
            .export(file);
        try (OrtSession.SessionOptions options =
            SessionSettings.forInference().withIntraOpThreads(threads).toOptions()) {
          String name = (variant + " " + precision).toLowerCase(Locale.ROOT);
          sessions.put(name, environment.createSession(file.toString(), options));
        }
      }
    }
    Files.delete(file);
    Files.delete(file.resolveSibling(file.getFileName() + ".md"));
    return sessions;
  }

  private static RgbImage noise(int seed) {
    byte[] pixels = new byte[3 * SIZE * SIZE];
    new Random(seed).nextBytes(pixels);
    return new RgbImage(SIZE, SIZE, pixels);
  }

  private static void measure(
      OrtEnvironment environment, Map<String, OrtSession> sessions, int batch, int rounds)
      throws OrtException {
    int classes = ViNyModel.CLASSES.size();
    FloatBuffer in = direct(3 * batch * SIZE * SIZE);
    Random random = new Random(3);
    for (int i = 0; i < in.capacity(); i++) {
      in.put(i, (float) random.nextGaussian());
    }
    FloatBuffer out = direct(classes * batch * SIZE * SIZE);
    Map<String, List<Double>> speeds = new LinkedHashMap<>();
    try (OnnxTensor image =
            OnnxTensor.createTensor(environment, in, new long[] {batch, 3, SIZE, SIZE});
        OnnxTensor logits =
            OnnxTensor.createTensor(environment, out, new long[] {batch, classes, SIZE, SIZE})) {
      for (int round = -1; round < rounds; round++) { // the first one warms up
        for (Map.Entry<String, OrtSession> entry : sessions.entrySet()) {
          double speed = imagesPerSecond(entry.getValue(), image, logits, batch);
          if (round >= 0) {
            speeds.computeIfAbsent(entry.getKey(), k -> new ArrayList<>()).add(speed);
          }
        }
      }
    }
    speeds.forEach(
        (name, values) ->
            System.out.printf(
                "vinyl infer, batch %d, %s: median %.0f images/s (%s)%n",
                batch,
                name,
                values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow(),
                String.join(" ", values.stream().map(v -> "%.0f".formatted(v)).toList())));
  }

  private static double imagesPerSecond(
      OrtSession session, OnnxTensor image, OnnxTensor logits, int batch) throws OrtException {
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

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(4 * values).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
