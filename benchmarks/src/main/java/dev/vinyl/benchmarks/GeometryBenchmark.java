package dev.vinyl.benchmarks;

import dev.vinyl.data.Split;
import dev.vinyl.evaluation.features.FeatureExtractor;
import dev.vinyl.evaluation.features.FeatureImages;
import dev.vinyl.evaluation.features.FeatureInfo;
import dev.vinyl.evaluation.features.FeatureStore;
import dev.vinyl.evaluation.geometry.EncoderFeatures;
import dev.vinyl.evaluation.geometry.GeometryAnalysis;
import dev.vinyl.evaluation.geometry.GeometryReport;
import dev.vinyl.export.inference.ModelExporter;
import dev.vinyl.export.internal.artifact.TrainingArtifacts;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.InferenceModel;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelMetadata;
import dev.vinyl.runtime.model.ModelTask;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Extracts ViNy's features of drawn images with masks, then measures their geometry.
 *
 * <p>Arguments, all optional: images (10000). Prints a line for each of the two, and one for the
 * peak of the heap.
 */
public final class GeometryBenchmark {
  private static final long MIB = 1 << 20;
  private static final int SIZE = ViNyModel.CONFIG.imageWidth();

  private GeometryBenchmark() {}

  /** Runs the measurement. */
  public static void main(String[] args) throws IOException {
    int images = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    try {
      long start = System.nanoTime();
      FeatureStore store =
          FeatureExtractor.standard()
              .extract(
                  model(folder.resolve("viny.onnx")),
                  Blobs.of(images),
                  folder.resolve("viny.arrow"),
                  FeatureExtractor.Listener.NONE)
              .store();
      System.out.printf(
          "features: %.0f images/s (%d, %d MiB)%n",
          images / seconds(start), images, Files.size(store.path()) / MIB);
      start = System.nanoTime();
      GeometryReport report =
          GeometryAnalysis.standard(1)
              .analyse(
                  List.of(new EncoderFeatures("viny", store, FeatureInfo.TOKENS)),
                  GeometryAnalysis.Listener.NONE);
      System.out.printf(
          "geometry: %.1f s (effective rank %.1f)%n",
          seconds(start), report.encoders().get(0).spectrum().effectiveRank().estimate());
      System.out.printf(
          "peak of heap %d MiB (of at most %d)%n",
          peakHeap() / MIB, Runtime.getRuntime().maxMemory() / MIB);
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(folder);
    }
  }

  /** A bright blob in noise: the pet, with a border around it. */
  private record Blobs(List<String> ids, List<Split> splits) implements FeatureImages {
    static Blobs of(int count) {
      return new Blobs(
          IntStream.range(0, count).mapToObj("blob-%06d"::formatted).toList(),
          IntStream.range(0, count).mapToObj(i -> i % 2 == 0 ? Split.TRAIN : Split.TEST).toList());
    }

    @Override
    public String name() {
      return "blobs";
    }

    @Override
    public List<String> classNames() {
      return ViNyModel.CLASSES;
    }

    @Override
    public Loaded load(int index) {
      SplittableRandom random = new SplittableRandom(index);
      int x = random.nextInt(SIZE);
      int y = random.nextInt(SIZE);
      int radius = SIZE / 8 + random.nextInt(SIZE / 4);
      byte[] pixels = new byte[3 * SIZE * SIZE];
      byte[] classes = new byte[SIZE * SIZE];
      random.nextBytes(pixels);
      for (int i = 0; i < classes.length; i++) {
        double distance = Math.hypot(i % SIZE - x, i / SIZE - y) - radius;
        classes[i] = (byte) (Math.abs(distance) < 3 ? 2 : distance < 0 ? 0 : 1);
        for (int c = 3 * i; distance < 0 && c < 3 * i + 3; c++) {
          pixels[c] = (byte) (128 + (pixels[c] & 0x7f));
        }
      }
      return new Loaded(new RgbImage(SIZE, SIZE, pixels), new ClassMask(SIZE, SIZE, classes));
    }
  }

  private static Path model(Path file) throws IOException {
    ModelMetadata metadata =
        new ModelMetadata(
            ModelTask.FEATURES,
            PreprocessSpec.imageNet(SIZE, Interpolation.AREA),
            List.of(),
            ViNyModel.CONFIG.patchSize(),
            Map.of());
    new ModelExporter(
            InferenceModel.features(ViNyModel.CONFIG, false),
            TrainingArtifacts.initialParameters(
                    new EncoderDecoder(ViNyModel.CONFIG, new SegmentationHead(3)), 1)
                .withoutPrefix("encoder.")
                .renamed(name -> "encoder." + name),
            metadata)
        .export(file);
    return file;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong((MemoryPoolMXBean pool) -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
