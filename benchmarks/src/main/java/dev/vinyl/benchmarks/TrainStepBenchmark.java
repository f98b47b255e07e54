package dev.vinyl.benchmarks;

import dev.vinyl.export.internal.artifact.AdamW;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.ReconstructionHead;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.EngineRequest;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.internal.engine.Optimization;
import dev.vinyl.training.internal.engine.TrainingEngine;
import dev.vinyl.training.loop.TensorInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Times training steps of ViNy: forward, backward and AdamW, on a fixed random batch.
 *
 * <p>Arguments, all optional: batch size (64), steps (8), threads (2), images that are run at once
 * (0, which lets the engine choose) and engine ({@code auto}, {@code training-api} or {@code
 * plain}). Prints one line: median and minimum in milliseconds, and the peak of resident memory
 * where the system tells it.
 */
public final class TrainStepBenchmark {
  private TrainStepBenchmark() {}

  /** Runs the measurement. */
  public static void main(String[] args) throws IOException {
    int batch = argument(args, 0, 64);
    int steps = argument(args, 1, 8);
    int threads = argument(args, 2, 2);
    int microBatch = argument(args, 3, 0);
    boolean masked = args.length > 5 && args[5].equals("simmim");
    EncoderDecoder model =
        new EncoderDecoder(
            VitConfig.viny(), masked ? new ReconstructionHead() : new SegmentationHead(3));
    Optimization optimization = Optimization.uniform(AdamW.withWeightDecay(1e-4f));
    EngineFactory engines =
        engines(
            args.length > 4 ? args[4] : "auto",
            SessionSettings.forTraining().withIntraOpThreads(threads));
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    EngineRequest request =
        new EngineRequest(
            model,
            TrainingArtifacts.initialParameters(model, 1),
            optimization,
            microBatch,
            folder,
            null);
    try (TrainingEngine engine = engines.create(request)) {
      engine.setLearningRate(1e-3f);
      List<TensorInput> inputs = batch(batch, model.config(), masked);
      engine.trainStep(inputs); // warm-up: first allocations
      double[] millis = new double[steps];
      for (int i = 0; i < steps; i++) {
        long start = System.nanoTime();
        engine.trainStep(inputs);
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
      Arrays.sort(millis);
      System.out.printf(
          "vinyl %s step, %s, batch %d%s, %d threads: median %.0f ms, min %.0f ms"
              + " (n %d); peak %s%n",
          masked ? "simmim" : "train",
          engines.description(optimization),
          batch,
          microBatch == 0 ? "" : " in micro-batches of " + microBatch,
          threads,
          millis[steps / 2],
          millis[0],
          steps,
          Programs.peakMemory());
    } finally {
      Programs.delete(folder);
    }
  }

  private static EngineFactory engines(String name, SessionSettings settings) {
    return switch (name) {
      case "auto" -> Engines.auto(settings);
      case "training-api" -> Engines.trainingApi(settings);
      case "plain" -> {
        Engines.load(true);
        yield Engines.plain(settings);
      }
      default ->
          throw new IllegalArgumentException(
              "there is no engine %s; choose auto, training-api or plain".formatted(name));
    };
  }

  private static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private static List<TensorInput> batch(int batch, VitConfig config, boolean masked) {
    Random random = new Random(3);
    int size = config.imageWidth();
    int pixels = batch * size * size;
    FloatBuffer image = direct(4 * 3 * pixels).asFloatBuffer();
    for (int i = 0; i < 3 * pixels; i++) {
      image.put(i, random.nextFloat());
    }
    TensorInput images = new TensorInput("image", new long[] {batch, 3, size, size}, image);
    if (masked) {
      int patches = batch * config.patches();
      FloatBuffer mask = direct(4 * patches).asFloatBuffer();
      for (int i = 0; i < patches; i += 2) {
        mask.put(i, 1); // every second one: half of each image's, as SimMIM draws them
      }
      return List.of(
          images, new TensorInput("masked", new long[] {batch, config.patches(), 1}, mask));
    }
    LongBuffer labels = direct(8 * pixels).asLongBuffer();
    for (int i = 0; i < pixels; i++) {
      labels.put(i, random.nextInt(3));
    }
    return List.of(images, new TensorInput("labels", new long[] {batch, size, size}, labels));
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
  }
}
