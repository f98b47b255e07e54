package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pixel accuracy near the boundaries of the ground truth (Kohli, Ladicky and Torr 2009;
 * Kraehenbuehl and Koltun 2011), over the pixels of all images: the share of those within 1, 2 and
 * so on pixels that were predicted right.
 *
 * <p>A pixel's distance to a boundary is the Euclidean one between its centre and that of the
 * nearest pixel to which the ground truth gives another class, so that pixels that touch a boundary
 * have distance 1. Where the ground truth is {@link ClassMask#IGNORE}, no pixel is counted and
 * there is no other class.
 */
final class TrimapMetrics implements Metric {
  private static final String ACCURACY = "trimap.accuracy";
  private static final int STANDARD_DISTANCE = 20;

  private final int distances;

  /** Within 1 to {@value #STANDARD_DISTANCE} pixels. */
  TrimapMetrics() {
    this(STANDARD_DISTANCE);
  }

  /**
   * With another width.
   *
   * @param maxDistance up to which distance to look, in pixels, at least 1
   */
  TrimapMetrics(int maxDistance) {
    if (maxDistance < 1) {
      throw new IllegalArgumentException("maxDistance must be at least 1, got " + maxDistance);
    }
    this.distances = maxDistance;
  }

  @Override
  public String name() {
    return "trimap";
  }

  @Override
  public Rings accumulator(Context context) {
    return new Rings();
  }

  /** Keeps two numbers for each distance and image. */
  final class Rings implements Accumulator<Rings> {
    /** Of each image, for each ring: its pixels, those predicted right. */
    private final List<int[]> images = new ArrayList<>();

    /** One whose ground truth has a single class has no boundary, and adds no pixel. */
    @Override
    public void add(PredictedImage image) {
      ConfusionMatrix confusion = image.confusion();
      int[] present =
          IntStream.range(0, confusion.classes())
              .filter(c -> confusion.targetPixels(c) > 0)
              .toArray();
      int[] counts = new int[2 * distances];
      images.add(counts);
      if (present.length < 2) {
        return;
      }
      PixelSet[] targets = image.targets();
      PixelSet[] predictions = image.predictions();
      PixelSet scored = PixelSet.union(targets);
      for (int c : present) {
        addClass(counts, targets[c], targets[c].and(predictions[c]), scored.without(targets[c]));
      }
    }

    /** Adds the pixels of a class, ring by ring outwards from those of the other classes. */
    private void addClass(int[] counts, PixelSet ofClass, PixelSet rightOnes, PixelSet others) {
      PixelSet[] wide = new PixelSet[distances + 1];
      wide[0] = others;
      for (int i = 1; i < wide.length; i++) {
        wide[i] = wide[i - 1].widened();
      }
      PixelSet left = ofClass;
      for (int ring = 0; ring < distances && left.count() > 0; ring++) {
        PixelSet near = left.and(PixelSet.within(ring + 1, wide));
        counts[2 * ring] += (int) near.count();
        counts[2 * ring + 1] += (int) near.and(rightOnes).count();
        left = left.without(near);
      }
    }

    @Override
    public void merge(Rings next) {
      images.addAll(List.copyOf(next.images));
    }

    @Override
    public MetricResult result(Bootstrap bootstrap) {
      List<Resamples> drawn = bootstrap.resamples(images.size(), times -> within(total(times)));
      List<ScoreResult> results = new ArrayList<>();
      for (int d = 1; d <= distances; d++) {
        Score score =
            Score.ofFamily(
                ACCURACY,
                Integer.toString(d),
                Score.Kind.OF_CURVE,
                "Share of pixels predicted right among those near a boundary of the ground truth.");
        results.add(ScoreResult.of(score, drawn.get(d - 1), bootstrap));
      }
      return MetricResult.of(results)
          .withFigures(
              new Figure.Curve(
                  "Boundaries",
                  "trimap.accuracy: share of pixels predicted right, within a distance of a"
                      + " boundary of the ground truth.",
                  "Accuracy near boundaries",
                  "Pixels from a boundary, at most",
                  "Accuracy",
                  ACCURACY));
    }

    private long[] total(int[] times) {
      long[] sum = new long[2 * distances];
      for (int i = 0; i < times.length; i++) {
        int[] counts = images.get(i);
        for (int k = 0; times[i] > 0 && k < sum.length; k++) {
          sum[k] += (long) times[i] * counts[k];
        }
      }
      return sum;
    }

    private static List<Double> within(long[] counts) {
      List<Double> accuracies = new ArrayList<>();
      long pixels = 0;
      long right = 0;
      for (int k = 0; k < counts.length; k += 2) {
        pixels += counts[k];
        right += counts[k + 1];
        accuracies.add((double) right / pixels);
      }
      return accuracies;
    }
  }
}
