package dev.vinyl.evaluation.geometry;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ImageValues;
import dev.vinyl.runtime.image.CropBox;
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

  private final int rows;
  private final int columns;
  private final List<float[]> images = new ArrayList<>(); // of the patches in its box each
  private final List<CropBox> boxes = new ArrayList<>();

  /** Starts without an image, for a grid. */
  NormAccumulator(int rows, int columns) {
    this.rows = rows;
    this.columns = columns;
  }

  /** Adds the tokens of an image that lie in a rectangle of the grid. */
  void add(PatchTokens tokens, CropBox box) {
    tokens.require(box.height(), box.width(), tokens.dimension());
    float[] norms = new float[tokens.patches()];
    for (int patch = 0; patch < norms.length; patch++) {
      double square = 0;
      for (int d = 0; d < tokens.dimension(); d++) {
        double value = tokens.values()[patch * tokens.dimension() + d];
        square += value * value;
      }
      norms[patch] = (float) Math.sqrt(square);
    }
    images.add(norms);
    boxes.add(box);
  }

  /** Adds all images of another behind these. */
  void merge(NormAccumulator other) {
    images.addAll(List.copyOf(other.images));
    boxes.addAll(List.copyOf(other.boxes));
  }

  /** What was found so far, of at least one image. */
  TokenNorms result(Bootstrap bootstrap) {
    float[] sorted = sorted();
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
    int[] shown = shown();
    double[] map = new double[rows * columns];
    for (int image = 0; image < images.size(); image++) {
      float[] norms = images.get(image);
      int outliers = 0;
      for (int i = 0; i < norms.length; i++) {
        if (norms[i] > cutoff) {
          outliers++;
          int patch = place(boxes.get(image), i);
          map[patch] += 1.0 / shown[patch];
        }
      }
      shares.add((double) outliers / norms.length);
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

  private float[] sorted() {
    float[] all =
        new float[Math.toIntExact(images.stream().mapToLong(norms -> norms.length).sum())];
    int to = 0;
    for (float[] norms : images) {
      System.arraycopy(norms, 0, all, to, norms.length);
      to += norms.length;
    }
    Arrays.sort(all);
    return all;
  }

  /** How many images show something at each patch of the grid. */
  private int[] shown() {
    int[] shown = new int[rows * columns];
    for (CropBox box : boxes) {
      for (int i = 0; i < box.width() * box.height(); i++) {
        shown[place(box, i)]++;
      }
    }
    return shown;
  }

  /** Where on the grid a patch of a rectangle lies. */
  private int place(CropBox box, int patch) {
    return (box.y() + patch / box.width()) * columns + box.x() + patch % box.width();
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
