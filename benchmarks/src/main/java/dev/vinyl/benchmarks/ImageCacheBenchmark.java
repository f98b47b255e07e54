package dev.vinyl.benchmarks;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.cache.ImageCache;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Writes synthetic images with masks into a {@link ImageCache} and reads them at random.
 *
 * <p>Arguments, all optional: images (20000), pixels of a side (160), threads that write (2),
 * rounds of reading (3). Prints a line for writing, one for each round of reading, and one for
 * memory: the peak of the heap (the sum of its pools' peaks) and of direct buffers.
 */
public final class ImageCacheBenchmark {
  private static final long MIB = 1 << 20;

  private final int images;
  private final int side;
  private final int threads;
  private final int rounds;
  private long peakDirect;

  private ImageCacheBenchmark(int images, int side, int threads, int rounds) {
    this.images = images;
    this.side = side;
    this.threads = threads;
    this.rounds = rounds;
  }

  /** Runs the measurement. */
  public static void main(String[] args) throws IOException {
    new ImageCacheBenchmark(
            argument(args, 0, 20_000),
            argument(args, 1, 160),
            argument(args, 2, 2),
            argument(args, 3, 3))
        .run();
  }

  private static int argument(String[] args, int index, int otherwise) {
    return args.length > index ? Integer.parseInt(args[index]) : otherwise;
  }

  private void run() throws IOException {
    Path folder = Files.createTempDirectory("vinyl-benchmark");
    Path file = folder.resolve("none");
    try {
      long start = System.nanoTime();
      try (ImageCache cache = open(folder)) {
        file = cache.path();
      }
      System.out.printf(
          "written: %.0f images/s (%d of %d x %d, %d MiB, %d threads, synced)%n",
          images / seconds(start), images, side, side, Files.size(file) / MIB, threads);
      start = System.nanoTime();
      try (ImageCache cache = open(folder)) {
        System.out.printf("opened again in %.0f ms%n", 1000 * seconds(start));
        for (int round = 1; round <= rounds; round++) {
          read(cache, round);
        }
      }
      System.out.printf(
          "peak of heap %d MiB (of at most %d) + direct buffers %d KiB; mapped %d MiB%n",
          peakHeap() / MIB,
          Runtime.getRuntime().maxMemory() / MIB,
          peakDirect >> 10,
          pool("mapped") / MIB);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private ImageCache open(Path folder) throws IOException {
    String key = ImageCache.key("benchmark", "%d of %d".formatted(images, side));
    return ImageCache.open(
        folder, key, images, this::draw, threads, (written, total) -> measureDirect(written));
  }

  private void read(ImageCache cache, int round) throws IOException {
    SplittableRandom random = new SplittableRandom(round);
    long start = System.nanoTime();
    for (int i = 0; i < images; i++) {
      int index = random.nextInt(images);
      byte first = cache.get(index).image().pixels()[0];
      if (first != (byte) index) {
        throw new IllegalStateException("image %d is another one".formatted(index));
      }
      measureDirect(i);
    }
    System.out.printf(
        "read at random: %.0f images/s (round %d, one thread)%n", images / seconds(start), round);
  }

  private ImageLoader.Decoded draw(int index) {
    byte[] pixels = new byte[3 * side * side];
    Arrays.fill(pixels, (byte) index);
    return new ImageLoader.Decoded(
        new RgbImage(side, side, pixels), new ClassMask(side, side, new byte[side * side]));
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Now and then, because asking takes as long as reading an image. */
  private void measureDirect(int image) {
    if (image % 64 == 0) {
      peakDirect = Math.max(peakDirect, pool("direct"));
    }
  }

  private static long pool(String name) {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals(name))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong((MemoryPoolMXBean pool) -> pool.getPeakUsage().getUsed())
        .sum();
  }
}
