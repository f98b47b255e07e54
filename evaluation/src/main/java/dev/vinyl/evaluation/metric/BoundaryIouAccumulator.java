package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Gathers {@link BoundaryIou} image by image. For each class the boundary of a mask is what an
 * erosion by {@code d} pixels takes off: pixels of the class that are at most {@code d} steps,
 * diagonal ones included, from a pixel of another class or from the outside of the image. {@code d}
 * is a share of the image's diagonal, rounded (half to even), and at least 1.
 *
 * <p>Where the ground truth is {@link ClassMask#IGNORE}, no pixel is counted and no contour runs.
 *
 * <p>It keeps two numbers for each class and image. Not thread-safe; give each thread its own and
 * {@link #merge} them.
 */
public final class BoundaryIouAccumulator {
  /** The share of the diagonal that the definition proposes. */
  public static final double STANDARD_DISTANCE = 0.02;

  private static final String MIOU = "boundary.miou";
  private static final String IOU = "boundary.iou.";

  private final List<String> classNames;
  private final double distance;

  /** Of each image, for each class: pixels in both boundaries, pixels in either. */
  private final List<long[]> images = new ArrayList<>();

  /**
   * With {@link #STANDARD_DISTANCE}.
   *
   * @param classNames the classes in the order of their indices, 1..255 of them
   */
  public BoundaryIouAccumulator(List<String> classNames) {
    this(classNames, STANDARD_DISTANCE);
  }

  /**
   * Starts without an image.
   *
   * @param distance how far from the contour a boundary reaches, as a share of the image's
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
   * Adds one image.
   *
   * @throws LabelOutOfRangeException if a value is out of range
   * @throws IllegalArgumentException if the sizes differ; nothing has been added then
   */
  public void add(ClassMask target, ClassMask prediction) {
    int classes = classNames.size();
    ConfusionMatrix image = ConfusionMatrix.of(classes, target, prediction);
    int steps = distanceInPixels(target.width(), target.height());
    PixelSet[] targets = PixelSet.ofClasses(classes, target, target);
    PixelSet[] predictions = PixelSet.ofClasses(classes, prediction, target);
    PixelSet scored = PixelSet.union(targets);
    PixelSet rim = PixelSet.rim(target.width(), target.height(), steps);
    long[] counts = new long[2 * classes];
    for (int c = 0; c < classes; c++) {
      if (!image.absent(c)) {
        PixelSet ofTarget = boundary(targets[c], scored, rim, steps);
        PixelSet ofPrediction = boundary(predictions[c], scored, rim, steps);
        counts[2 * c] = ofTarget.and(ofPrediction).count();
        counts[2 * c + 1] = ofTarget.count() + ofPrediction.count() - counts[2 * c];
      }
    }
    images.add(counts);
  }

  /** How wide a boundary is in an image of this size, in pixels. */
  int distanceInPixels(int width, int height) {
    return (int) Math.max(1, Math.rint(distance * Math.hypot(width, height)));
  }

  /** Pixels of a class that are near one of another class, or near the image's outside. */
  private static PixelSet boundary(PixelSet ofClass, PixelSet scored, PixelSet rim, int steps) {
    PixelSet others = scored.without(ofClass);
    return ofClass.and(PixelSet.union(others.grownBySteps(steps), rim));
  }

  /**
   * Adds all images of another accumulator behind these; the other stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes or another distance
   */
  public void merge(BoundaryIouAccumulator other) {
    if (!other.classNames.equals(classNames) || other.distance != distance) {
      throw new IllegalArgumentException(
          "cannot merge boundaries of %s at %s into those of %s at %s"
              .formatted(other.classNames, other.distance, classNames, distance));
    }
    images.addAll(List.copyOf(other.images));
  }

  /**
   * The scores of all images so far, and an interval by drawing images.
   *
   * @throws IllegalStateException if there is none
   */
  public BoundaryIou result(Bootstrap bootstrap) {
    if (images.isEmpty()) {
      throw new IllegalStateException("no image has been scored yet");
    }
    Map<String, Resamples> resamples = resamples(bootstrap);
    Map<String, Double> iou = new LinkedHashMap<>();
    classNames.forEach(name -> iou.put(name, of(resamples, IOU + name).estimate()));
    return new BoundaryIou(of(resamples, MIOU).interval(bootstrap.level()), iou, images.size());
  }

  private static Resamples of(Map<String, Resamples> resamples, String score) {
    return Objects.requireNonNull(resamples.get(score), score);
  }

  /**
   * The same scores of each draw of images, by their names: {@code boundary.miou} and {@code
   * boundary.iou.CLASS}.
   */
  public Map<String, Resamples> resamples(Bootstrap bootstrap) {
    List<Resamples> found = bootstrap.resamples(images.size(), times -> scores(total(times)));
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
