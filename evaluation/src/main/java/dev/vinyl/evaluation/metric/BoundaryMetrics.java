package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Boundary IoU (Cheng, Girshick, Dollar, Berg and Kirillov 2021): intersection over union of the
 * pixels that lie near the contour of ground truth and prediction, each within its own mask,
 * counted over all images before dividing.
 *
 * <p>For each class the boundary of a mask is what an erosion by {@code d} pixels takes off: pixels
 * of the class that are at most {@code d} steps, diagonal ones included, from a pixel of another
 * class or from the outside of the image. {@code d} is a share of the image's diagonal, rounded
 * (half to even), and at least 1. Where the ground truth is {@link ClassMask#IGNORE}, no pixel is
 * counted and no contour runs. The mean is over the classes that have such a pixel in any image.
 */
final class BoundaryMetrics implements Metric {
  /** The share of the diagonal that the definition proposes. */
  static final double STANDARD_DISTANCE = 0.02;

  private static final String IOU = "boundary.iou";

  private final double distance;

  /** With {@link #STANDARD_DISTANCE}. */
  BoundaryMetrics() {
    this(STANDARD_DISTANCE);
  }

  /**
   * With another width.
   *
   * @param distance how far from the contour a boundary reaches, as a share of the image's
   *     diagonal; above 0, at most 1
   */
  BoundaryMetrics(double distance) {
    if (!(distance > 0 && distance <= 1)) {
      throw new IllegalArgumentException(
          "distance is a share of the diagonal, above 0 and at most 1; got " + distance);
    }
    this.distance = distance;
  }

  @Override
  public String name() {
    return "boundary";
  }

  @Override
  public Counts accumulator(Context context) {
    return new Counts(context.classNames());
  }

  /** How wide a boundary is in an image of this size, in pixels. */
  int distanceInPixels(int width, int height) {
    return (int) Math.max(1, Math.rint(distance * Math.hypot(width, height)));
  }

  /** Keeps two numbers for each class and image. */
  final class Counts implements Accumulator<Counts> {
    private final List<String> classNames;

    /** Of each image, for each class: pixels in both boundaries, pixels in either. */
    private final List<long[]> images = new ArrayList<>();

    Counts(List<String> classNames) {
      this.classNames = classNames;
    }

    @Override
    public void add(PredictedImage image) {
      int classes = classNames.size();
      ClassMask target = image.target();
      int steps = distanceInPixels(target.width(), target.height());
      PixelSet[] targets = image.targets();
      PixelSet[] predictions = image.predictions();
      PixelSet scored = PixelSet.union(targets);
      PixelSet rim = PixelSet.rim(target.width(), target.height(), steps);
      long[] counts = new long[2 * classes];
      for (int c = 0; c < classes; c++) {
        if (!image.confusion().absent(c)) {
          PixelSet ofTarget = boundary(targets[c], scored, rim, steps);
          PixelSet ofPrediction = boundary(predictions[c], scored, rim, steps);
          counts[2 * c] = ofTarget.and(ofPrediction).count();
          counts[2 * c + 1] = ofTarget.count() + ofPrediction.count() - counts[2 * c];
        }
      }
      images.add(counts);
    }

    /** Pixels of a class that are near one of another class, or near the image's outside. */
    private static PixelSet boundary(PixelSet ofClass, PixelSet scored, PixelSet rim, int steps) {
      PixelSet others = scored.without(ofClass);
      return ofClass.and(PixelSet.union(others.grownBySteps(steps), rim));
    }

    @Override
    public void merge(Counts next) {
      images.addAll(List.copyOf(next.images));
    }

    @Override
    public MetricResult result(Bootstrap bootstrap) {
      List<Resamples> drawn = bootstrap.resamples(images.size(), times -> scores(total(times)));
      Score mean =
          Score.ofDataset(
              "boundary.miou",
              String.format(
                  Locale.ROOT,
                  "Mean IoU of only the pixels within %.0f %% of the diagonal of a contour.",
                  100 * distance));
      List<ScoreResult> results = new ArrayList<>();
      results.add(ScoreResult.of(mean, drawn.get(0), bootstrap));
      for (int c = 0; c < classNames.size(); c++) {
        Score ofClass =
            Score.ofFamily(
                IOU,
                classNames.get(c),
                Score.Kind.OF_CLASS,
                "IoU of only the pixels of one class that are near a contour.");
        results.add(ScoreResult.of(ofClass, drawn.get(c + 1), bootstrap));
      }
      return MetricResult.of(results);
    }

    private long[] total(int[] times) {
      long[] sum = new long[2 * classNames.size()];
      for (int i = 0; i < times.length; i++) {
        long[] counts = images.get(i);
        for (int k = 0; times[i] > 0 && k < sum.length; k++) {
          sum[k] += counts[k] * times[i];
        }
      }
      return sum;
    }

    /** The mean, then each class. */
    private static List<Double> scores(long[] counts) {
      List<Double> scores = new ArrayList<>();
      scores.add(miou(counts));
      for (int k = 0; k < counts.length; k += 2) {
        scores.add((double) counts[k] / counts[k + 1]);
      }
      return scores;
    }

    private static double miou(long[] counts) {
      double sum = 0;
      int present = 0;
      for (int k = 0; k < counts.length; k += 2) {
        if (counts[k + 1] > 0) {
          sum += (double) counts[k] / counts[k + 1];
          present++;
        }
      }
      return sum / present;
    }
  }
}
