package dev.vinyl.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.export.graph.DataType;
import dev.vinyl.export.graph.Graph;
import dev.vinyl.export.graph.GraphBuilder;
import dev.vinyl.export.graph.OnnxModel;
import dev.vinyl.export.graph.Shape;
import dev.vinyl.export.graph.Value;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.OnnxRuntimeLibrary;
import dev.vinyl.runtime.SegmenterOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How cost grows: one large product as the ceiling, then inference over batch, image size and
 * workers, a training step over batch and workers, and scoring over the number of images. Each
 * point is a JVM of its own, so that its peak memory is its own too.
 *
 * <p>Arguments: the largest number of images to score (10000; 1,000 are scored first, then ten
 * times as many, up to it). Prints tables in Markdown.
 */
public final class GrowthBenchmark {
  private static final int PRODUCT = 1024;
  private static final int[] WORKERS = {1, 2};
  private static final int[] BATCHES = {1, 2, 4, 8, 16, 32, 64, 128, 256};
  private static final int[] IMAGE_SIZES = {64, 128, 256, 512};
  private static final int[] TRAINING_BATCHES = {4, 16, 64, 256};
  private static final int FEW_IMAGES = 1000;

  private GrowthBenchmark() {}

  /** Runs the measurements. */
  public static void main(String[] args) throws Exception {
    if (args.length > 1) {
      point(args);
      return;
    }
    int images = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    table("product of %d x %1$d matrices, GFLOP/s".formatted(PRODUCT), "threads");
    for (int threads : WORKERS) {
      row(threads, "product", threads, 0);
    }
    for (int workers : WORKERS) {
      table("inference fp32, %d workers, images/s".formatted(workers), "batch");
      for (int batch : BATCHES) {
        row(batch, "inference", workers, batch, ViNyModel.CONFIG.imageWidth());
      }
      table("inference fp32, batch 1, %d workers, images/s".formatted(workers), "pixels a side");
      for (int size : IMAGE_SIZES) {
        row(size, "inference", workers, 1, size);
      }
      table("training step, %d workers".formatted(workers), "batch");
      for (int batch : TRAINING_BATCHES) {
        for (String line : Programs.java(TrainStepBenchmark.class, batch, 3, workers)) {
          System.out.printf("| %d | %s |%n", batch, line.replaceAll(".*threads: ", ""));
        }
      }
    }
    table("scoring by a small model, images/s", "images");
    for (int count = FEW_IMAGES; count <= images; count *= 10) {
      row(count, "scoring", WORKERS[WORKERS.length - 1], count);
    }
  }

  private static void table(String title, String column) {
    System.out.printf("%n| %s | %s |%n|---|---|%n", column, title);
  }

  private static void row(int label, Object... point) throws Exception {
    for (String line : Programs.java(GrowthBenchmark.class, point)) {
      System.out.printf("| %d | %s |%n", label, line);
    }
  }

  /** One point in this JVM: its name, workers, and its own numbers. */
  private static void point(String[] args) throws Exception {
    int workers = Integer.parseInt(args[1]);
    int amount = Integer.parseInt(args[2]);
    double speed =
        switch (args[0]) {
          case "product" -> product(workers);
          case "inference" -> inference(workers, amount, Integer.parseInt(args[3]));
          case "scoring" -> scoring(workers, amount);
          default -> throw new IllegalArgumentException("no point is called " + args[0]);
        };
    System.out.printf("%.4g, peak %s%n", speed, Programs.peakMemory());
  }

  /** Billions of multiplications and additions a second. */
  private static double product(int threads) throws Exception {
    Graph graph = new Graph("product", 17, Graph.Dialect.STANDARD);
    Shape square = Shape.of(PRODUCT, PRODUCT);
    Value a = graph.input("a", DataType.FLOAT, square);
    Value b = graph.input("b", DataType.FLOAT, square);
    Value c = new GraphBuilder(graph).matMul(a, b);
    Path file = Files.createTempFile("vinyl-benchmark", ".onnx");
    Files.write(file, new OnnxModel(graph).output("c", c).toBytes());
    OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
    long[] shape = {PRODUCT, PRODUCT};
    FloatBuffer values =
        ByteBuffer.allocateDirect(4 * PRODUCT * PRODUCT)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < values.capacity(); i++) {
      values.put(i, i % 7 - 3);
    }
    try (OrtSession session = InferenceBenchmark.open(environment, file, threads);
        OnnxTensor input = OnnxTensor.createTensor(environment, values, shape)) {
      Map<String, OnnxTensor> inputs = Map.of("a", input, "b", input);
      double best = 0;
      for (int i = 0; i < 50; i++) {
        long start = System.nanoTime();
        session.run(inputs).close();
        best = Math.max(best, 2.0 * PRODUCT * PRODUCT * PRODUCT / (System.nanoTime() - start));
      }
      return best;
    } finally {
      Files.delete(file);
    }
  }

  private static double inference(int workers, int batch, int size) throws Exception {
    VitConfig viny = ViNyModel.CONFIG;
    VitConfig config =
        new VitConfig(
            size,
            viny.patchSize(),
            viny.dim(),
            viny.depth(),
            viny.heads(),
            viny.headDim(),
            viny.mlpDim());
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    try {
      Path file = ViNyModel.write(folder.resolve("model.onnx"), config);
      OrtEnvironment environment = OnnxRuntimeLibrary.load().environment();
      try (OrtSession session = InferenceBenchmark.open(environment, file, 1)) {
        InferenceBenchmark.imagesPerSecond(environment, session, workers, batch, size); // warms up
        return InferenceBenchmark.imagesPerSecond(environment, session, workers, batch, size);
      }
    } finally {
      Programs.delete(folder);
    }
  }

  /** From files to scores with their intervals. */
  private static double scoring(int threads, int images) throws IOException {
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    try {
      Path model = ViNyModel.write(folder.resolve("micro.onnx"), VitConfig.micro());
      PhotographedPets.write(folder.resolve("pets"), images);
      OxfordPets pets = OxfordPets.open(folder.resolve("pets"));
      EvaluationOptions options =
          EvaluationOptions.defaults()
              .withRunning(SegmenterOptions.defaults().withThreads(threads));
      Evaluator evaluator = new Evaluator(pets, pets.samples(Split.TEST), options);
      long start = System.nanoTime();
      evaluator.evaluate(List.of(model), EvaluationListener.NONE);
      return images / ((System.nanoTime() - start) / 1e9);
    } finally {
      Programs.delete(folder);
    }
  }
}
