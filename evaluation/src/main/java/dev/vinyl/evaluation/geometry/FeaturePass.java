package dev.vinyl.evaluation.geometry;

import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Feeds accumulators with images on several cores: the images are cut into as many parts as memory
 * allows for accumulators, whatever the cores, and the parts are merged in their order, so that the
 * numbers do not depend on threads.
 */
final class FeaturePass {
  private static final int MOST_PARTS = 4;
  private static final long MOST_BYTES = 128L << 20;

  private FeaturePass() {}

  /**
   * Runs over images.
   *
   * @param bytes that an accumulator takes
   * @param progress hears how many images are done, from any thread
   * @throws IOException if the thread is interrupted
   */
  static <A> A over(
      int images,
      long bytes,
      Supplier<A> accumulator,
      ObjIntConsumer<A> add,
      BiConsumer<A, A> merge,
      IntConsumer progress)
      throws IOException {
    int parts = (int) Math.max(1, Math.min(MOST_PARTS, MOST_BYTES / Math.max(1, bytes)));
    AtomicInteger done = new AtomicInteger();
    try (OrderedParallelMap<Integer, A> map =
        new OrderedParallelMap<>(
            "geometry analysis",
            Math.min(parts, Runtime.getRuntime().availableProcessors()),
            parts,
            IntStream.range(0, parts).iterator(),
            () ->
                part -> {
                  A own = accumulator.get();
                  int end = (int) ((long) images * (part + 1) / parts);
                  for (int i = (int) ((long) images * part / parts); i < end; i++) {
                    add.accept(own, i);
                    progress.accept(done.incrementAndGet());
                  }
                  return own;
                })) {
      A all = map.next();
      while (map.hasNext()) {
        merge.accept(all, map.next());
      }
      return all;
    }
  }
}
