package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Gathers {@link TrimapAccuracy} image by image. A pixel's distance to a boundary is the Euclidean
 * one between its centre and that of the nearest pixel to which the ground truth gives another
 * class, so that pixels that touch a boundary have distance 1. Where the ground truth is {@link
 * ClassMask#IGNORE}, no pixel is counted and there is no other class.
 *
 * <p>It keeps two numbers for each distance and image. Not thread-safe; give each thread its own
 * and {@link #merge} them.
 */
public final class TrimapAccuracyAccumulator {
  private final int classes;
  private final int distances;

  /** Of each image, for each ring: its pixels, those predicted right. */
  private final List<int[]> images = new ArrayList<>();

  /**
   * Starts without an image.
   *
   * @param classes how many classes there are, 1..255
   * @param maxDistance up to which distance to look, in pixels, at least 1
   */
  public TrimapAccuracyAccumulator(int classes, int maxDistance) {
    if (maxDistance < 1) {
      throw new IllegalArgumentException("maxDistance must be at least 1, got " + maxDistance);
    }
    this.classes = ConfusionMatrix.empty(classes).classes();
    this.distances = maxDistance;
  }

  /**
   * Adds one image. One whose ground truth has a single class has no boundary, and adds no pixel.
   *
   * @throws LabelOutOfRangeException if a value is out of range
   * @throws IllegalArgumentException if the sizes differ; nothing has been added then
   */
  public void add(ClassMask target, ClassMask prediction) {
    ConfusionMatrix image = ConfusionMatrix.of(classes, target, prediction);
    int[] present = IntStream.range(0, classes).filter(c -> image.targetPixels(c) > 0).toArray();
    int[] counts = new int[2 * distances];
    images.add(counts);
    if (present.length < 2) {
      return;
    }
    PixelSet[] targets = PixelSet.ofClasses(classes, target, target);
    PixelSet[] predictions = PixelSet.ofClasses(classes, prediction, target);
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

  /**
   * Adds all images of another accumulator behind these; the other stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes or distances
   */
  public void merge(TrimapAccuracyAccumulator other) {
    if (other.classes != classes || other.distances != distances) {
      throw new IllegalArgumentException(
          "cannot merge %d classes within %d pixels into %d within %d"
              .formatted(other.classes, other.distances, classes, distances));
    }
    images.addAll(List.copyOf(other.images));
  }

  /** What was found so far. */
  public TrimapAccuracy result() {
    int[] once = new int[images.size()];
    Arrays.fill(once, 1);
    long[] all = total(once);
    return new TrimapAccuracy(
        IntStream.range(0, distances)
            .mapToObj(ring -> new TrimapAccuracy.Ring(all[2 * ring], all[2 * ring + 1]))
            .toList());
  }

  /**
   * The accuracies within each distance, of each draw of images, by their names: {@code
   * trimap.accuracy.1} and so on.
   */
  public Map<String, Resamples> resamples(Bootstrap bootstrap) {
    List<Resamples> found = bootstrap.resamples(images.size(), times -> within(total(times)));
    Map<String, Resamples> byName = new LinkedHashMap<>();
    for (int d = 1; d <= distances; d++) {
      byName.put("trimap.accuracy." + d, found.get(d - 1));
    }
    return byName;
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
