package dev.vinyl.training.stage;

import dev.vinyl.data.ImageLoader;
import dev.vinyl.data.internal.parallel.OrderedParallelMap;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.training.stage.FineTuningConfig.ClassWeights.Balance;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How many pixels of some images each class has, and the weights that follow by a {@link Balance}.
 * Ignored pixels count nowhere. Sums of whole numbers, so that the order of the images does not
 * matter.
 */
final class ClassFrequencies {
  private final long[] pixels; // of each class
  private final long[] around; // of each class: all pixels of the images in which it occurs

  ClassFrequencies(int classes) {
    this.pixels = new long[classes];
    this.around = new long[classes];
  }

  /**
   * Counts the images 0 .. size - 1.
   *
   * @param threads that ask for images
   * @throws IOException if an image cannot be read
   */
  static ClassFrequencies count(ImageLoader images, int size, int classes, int threads)
      throws IOException {
    ClassFrequencies all = new ClassFrequencies(classes);
    try (OrderedParallelMap<Integer, ClassMask> masks =
        new OrderedParallelMap<>(
            "class counting",
            threads,
            2 * threads,
            IntStream.range(0, size).iterator(),
            () -> index -> Objects.requireNonNull(images.image(index).mask(), "mask"))) {
      while (masks.hasNext()) {
        all.add(masks.next());
      }
    }
    return all;
  }

  void add(ClassMask mask) {
    long[] found = new long[pixels.length];
    for (byte c : mask.classes()) {
      if ((c & 0xff) < found.length) {
        found[c & 0xff]++;
      }
    }
    long total = Arrays.stream(found).sum();
    for (int c = 0; c < found.length; c++) {
      pixels[c] += found[c];
      around[c] += found[c] > 0 ? total : 0;
    }
  }

  /** The weight of each class; 1 for those that do not occur. */
  List<Double> weights(Balance rule) {
    return switch (rule) {
      case MEDIAN_FREQUENCY -> byMedianFrequency();
      case EFFECTIVE_NUMBER -> byEffectiveNumber();
    };
  }

  private List<Double> byMedianFrequency() {
    double[] rising = occurring().mapToDouble(this::frequency).sorted().toArray();
    int half = rising.length / 2;
    double median =
        rising.length == 0
            ? 1
            : rising.length % 2 == 1 ? rising[half] : (rising[half - 1] + rising[half]) / 2;
    return classes().mapToObj(c -> pixels[c] == 0 ? 1.0 : median / frequency(c)).toList();
  }

  private double frequency(int c) {
    return (double) pixels[c] / around[c];
  }

  private List<Double> byEffectiveNumber() {
    double mean = occurring().mapToLong(c -> pixels[c]).average().orElse(1);
    double scale = occurring().mapToDouble(c -> inverse(pixels[c], mean)).average().orElse(1);
    return classes()
        .mapToObj(c -> pixels[c] == 0 ? 1.0 : inverse(pixels[c], mean) / scale)
        .toList();
  }

  /** {@code 1 / (1 - beta^n)} for {@code beta = 1 - 1 / N}. */
  private static double inverse(long n, double mean) {
    return -1 / StrictMath.expm1(n * StrictMath.log1p(-1 / mean));
  }

  private IntStream classes() {
    return IntStream.range(0, pixels.length);
  }

  private IntStream occurring() {
    return classes().filter(c -> pixels[c] > 0);
  }

  /** The weights in words, each with the class's share of all pixels. */
  String described(List<String> names, List<Double> weights) {
    long total = Arrays.stream(pixels).sum();
    return classes()
        .mapToObj(
            c ->
                pixels[c] == 0
                    ? "%s 1 (has no pixel)".formatted(names.get(c))
                    : String.format(
                        Locale.ROOT,
                        "%s %.4g (%.2f %% of the pixels)",
                        names.get(c),
                        weights.get(c),
                        100.0 * pixels[c] / total))
        .collect(Collectors.joining(", "));
  }
}
