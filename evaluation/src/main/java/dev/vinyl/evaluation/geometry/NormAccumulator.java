package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gathers the L2 norms of patch tokens, 4 bytes of each, because what stands out is known only when
 * all were seen. Not thread-safe; give each thread its own and {@link #merge} them.
 *
 * <p>Darcet et al. 2023 cut DINOv2's norms at 150, by eye. For any encoder, an outlier is a token
 * whose modified z-score {@code 0.6745 (norm - median) / MAD} is above 3.5 (Iglewicz and Hoaglin
 * 1993) and that is more than twice as long as the median. The second condition is ours: behind a
 * LayerNorm all norms lie close together, and the tail of such a distribution stands out by nothing
 * but its z-score.
 */
final class NormAccumulator {
  static final int BINS = 40;
  private static final double Z_SCORE = 3.5;
  private static final double NORMAL = 0.6745; // MAD of a normal distribution of deviation 1
  private static final double TIMES_MEDIAN = 2;

  private final int patches;
  private final List<float[]> images = new ArrayList<>(); // [N] each

  /** Starts without an image, for so many patches in each. */
  NormAccumulator(int patches) {
    this.patches = patches;
  }

  void add(PatchTokens tokens) {
    float[] norms = new float[patches];
    for (int patch = 0; patch < patches; patch++) {
      double square = 0;
      for (int d = 0; d < tokens.dimension(); d++) {
        double value = tokens.values()[patch * tokens.dimension() + d];
        square += value * value;
      }
      norms[patch] = (float) Math.sqrt(square);
    }
    images.add(norms);
  }

  /** Adds all images of another behind these. */
  void merge(NormAccumulator other) {
    images.addAll(List.copyOf(other.images));
  }

  /** What was found so far, of at least one image. */
  TokenNorms result(Bootstrap bootstrap) {
    float[] sorted = new float[Math.multiplyExact(images.size(), patches)];
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, sorted, i * patches, patches);
    }
    Arrays.sort(sorted);
    double median = middle(sorted);
    double largest = sorted[sorted.length - 1];
    long[] histogram = histogram(sorted, largest);
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = (float) Math.abs(sorted[i] - median);
    }
    Arrays.sort(sorted);
    double deviation = middle(sorted);
    double cutoff = Math.max(median + Z_SCORE / NORMAL * deviation, TIMES_MEDIAN * median);
    ImageValues shares = new ImageValues();
    double[] map = new double[patches];
    for (float[] norms : images) {
      int outliers = 0;
      for (int patch = 0; patch < patches; patch++) {
        if (norms[patch] > cutoff) {
          outliers++;
          map[patch] += 1.0 / images.size();
        }
      }
      shares.add((double) outliers / patches);
    }
    return new TokenNorms(
        median,
        deviation,
        largest,
        cutoff,
        bootstrap.mean(shares),
        Arrays.stream(histogram).boxed().toList(),
        largest > cutoff ? Arrays.stream(map).boxed().toList() : List.of());
  }

  private static double middle(float[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : ((double) sorted[half - 1] + sorted[half]) / 2;
  }

  private static long[] histogram(float[] norms, double largest) {
    long[] counts = new long[BINS];
    for (float norm : norms) {
      counts[largest > 0 ? (int) Math.min(BINS - 1, norm / largest * BINS) : 0]++;
    }
    return counts;
  }
}
