package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gathers {@link BoundaryIou} picture by picture. For each class the boundary of a mask is what an
 * erosion by {@code d} pixels takes off: pixels of the class that are at most {@code d} steps,
 * diagonal ones included, from a pixel of another class or from the outside of the picture. {@code
 * d} is a share of the picture's diagonal, rounded (half to even), and at least 1.
 *
 * <p>Where the truth is {@link ClassMask#IGNORE}, no pixel is counted and no contour runs.
 *
 * <p>It keeps two numbers for each class and picture. Not thread-safe; give each thread its own and
 * {@link #merge} them.
 */
public final class BoundaryIouAccumulator {
  /** The share of the diagonal that the definition proposes. */
  public static final double STANDARD_DISTANCE = 0.02;

  private static final String MIOU = "boundary.miou";
  private static final String IOU = "boundary.iou.";

  private final List<String> classNames;
  private final double distance;

  /** Of each picture, for each class: pixels in both boundaries, pixels in either. */
  private final List<long[]> pictures = new ArrayList<>();

  /**
   * With {@link #STANDARD_DISTANCE}.
   *
   * @param classNames the classes in the order of their indices, 1..255 of them
   */
  public BoundaryIouAccumulator(List<String> classNames) {
    this(classNames, STANDARD_DISTANCE);
  }

  /**
   * Starts without a picture.
   *
   * @param distance how far from the contour a boundary reaches, as a share of the picture's
   *     diagonal; above 0, at most 1
   */
  public BoundaryIouAccumulator(List<String> classNames, double distance) {
    if (!(distance > 0 && distance <= 1)) {
      throw new IllegalArgumentException(
          "distance is a share of the diagonal, above 0 and at most 1; got " + distance);
    }
    this.classNames = List.copyOf(classNames);
    this.distance = distance;
    ConfusionMatrix.empty(classNames.size()); // checks the number
  }

  /**
   * Adds one picture.
   *
   * @throws LabelOutOfRangeException if a value is out of range
   * @throws IllegalArgumentException if the sizes differ; nothing has been added then
   */
  public void add(ClassMask truth, ClassMask prediction) {
    int classes = classNames.size();
    ConfusionMatrix picture = ConfusionMatrix.of(classes, truth, prediction);
    int steps = distanceInPixels(truth.width(), truth.height());
    PixelSet[] truths = PixelSet.ofClasses(classes, truth, truth);
    PixelSet[] predictions = PixelSet.ofClasses(classes, prediction, truth);
    PixelSet scored = PixelSet.union(truths);
    PixelSet rim = PixelSet.rim(truth.width(), truth.height(), steps);
    long[] counts = new long[2 * classes];
    for (int c = 0; c < classes; c++) {
      if (!picture.absent(c)) {
        PixelSet ofTruth = boundary(truths[c], scored, rim, steps);
        PixelSet ofPrediction = boundary(predictions[c], scored, rim, steps);
        counts[2 * c] = ofTruth.and(ofPrediction).count();
        counts[2 * c + 1] = ofTruth.count() + ofPrediction.count() - counts[2 * c];
      }
    }
    pictures.add(counts);
  }

  /** How wide a boundary is in a picture of this size, in pixels. */
  int distanceInPixels(int width, int height) {
    return (int) Math.max(1, Math.rint(distance * Math.hypot(width, height)));
  }

  /** Pixels of a class that are near one of another class, or near the picture's outside. */
  private static PixelSet boundary(PixelSet ofClass, PixelSet scored, PixelSet rim, int steps) {
    PixelSet others = scored.without(ofClass);
    return ofClass.and(PixelSet.union(others.grownBySteps(steps), rim));
  }

  /**
   * Adds all pictures of another accumulator behind these; the other stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes or another distance
   */
  public void merge(BoundaryIouAccumulator other) {
    if (!other.classNames.equals(classNames) || other.distance != distance) {
      throw new IllegalArgumentException(
          "cannot merge boundaries of %s at %s into those of %s at %s"
              .formatted(other.classNames, other.distance, classNames, distance));
    }
    pictures.addAll(List.copyOf(other.pictures));
  }

  /**
   * The scores of all pictures so far, and an interval by drawing pictures.
   *
   * @throws IllegalStateException if there is none
   */
  public BoundaryIou result(Bootstrap bootstrap) {
    if (pictures.isEmpty()) {
      throw new IllegalStateException("no picture has been scored yet");
    }
    Map<String, Resamples> resamples = resamples(bootstrap);
    Map<String, Double> iou = new LinkedHashMap<>();
    classNames.forEach(name -> iou.put(name, of(resamples, IOU + name).estimate()));
    return new BoundaryIou(of(resamples, MIOU).interval(bootstrap.level()), iou, pictures.size());
  }

  private static Resamples of(Map<String, Resamples> resamples, String score) {
    return Objects.requireNonNull(resamples.get(score), score);
  }

  /**
   * The same scores of each draw of pictures, by their names: {@code boundary.miou} and {@code
   * boundary.iou.CLASS}.
   */
  public Map<String, Resamples> resamples(Bootstrap bootstrap) {
    List<Resamples> found = bootstrap.resamples(pictures.size(), times -> scores(total(times)));
    Map<String, Resamples> byName = new LinkedHashMap<>();
    byName.put(MIOU, found.get(0));
    for (int c = 0; c < classNames.size(); c++) {
      byName.put(IOU + classNames.get(c), found.get(c + 1));
    }
    return byName;
  }

  private long[] total(int[] times) {
    long[] sum = new long[2 * classNames.size()];
    for (int i = 0; i < times.length; i++) {
      long[] counts = pictures.get(i);
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
