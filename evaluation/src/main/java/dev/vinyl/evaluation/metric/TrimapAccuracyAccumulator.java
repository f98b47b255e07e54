package dev.vinyl.evaluation.metric;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Gathers {@link TrimapAccuracy} picture by picture. A pixel's distance to a boundary is the
 * Euclidean one between its centre and that of the nearest pixel to which the truth gives another
 * class, so that pixels that touch a boundary have distance 1. Where the truth is {@link
 * ClassMask#IGNORE}, no pixel is counted and there is no other class.
 *
 * <p>Its memory does not grow. Not thread-safe; give each thread its own and {@link #merge} them.
 */
public final class TrimapAccuracyAccumulator {
  private final int classes;
  private final long[] pixels;
  private final long[] right;

  /**
   * Starts without a picture.
   *
   * @param classes how many classes there are, 1..255
   * @param maxDistance up to which distance to look, in pixels, at least 1
   */
  public TrimapAccuracyAccumulator(int classes, int maxDistance) {
    if (maxDistance < 1) {
      throw new IllegalArgumentException("maxDistance must be at least 1, got " + maxDistance);
    }
    this.classes = ConfusionMatrix.empty(classes).classes();
    this.pixels = new long[maxDistance];
    this.right = new long[maxDistance];
  }

  /**
   * Adds one picture. One whose truth has a single class has no boundary, and adds nothing.
   *
   * @throws LabelOutOfRangeException if a value is out of range
   * @throws IllegalArgumentException if the sizes differ; nothing has been added then
   */
  public void add(ClassMask truth, ClassMask prediction) {
    ConfusionMatrix picture = ConfusionMatrix.of(classes, truth, prediction);
    int[] present = IntStream.range(0, classes).filter(c -> picture.truthPixels(c) > 0).toArray();
    if (present.length < 2) {
      return;
    }
    for (int c : present) {
      addClass(truth.classes(), prediction.classes(), c, distances(truth, c));
    }
  }

  /** From each pixel of the class, or ignored one, to the nearest of another class. */
  private static float[] distances(ClassMask truth, int classIndex) {
    byte[] classes = truth.classes();
    byte[] region = new byte[classes.length];
    for (int i = 0; i < region.length; i++) {
      int found = classes[i] & 0xff;
      region[i] = (byte) (found == classIndex || found == ClassMask.IGNORE ? 1 : 0);
    }
    return DistanceTransform.of(
        region, truth.width(), truth.height(), DistanceTransform.Metric.EUCLIDEAN);
  }

  private void addClass(byte[] truth, byte[] prediction, int classIndex, float[] distances) {
    for (int i = 0; i < truth.length; i++) {
      // Squares of distances are whole numbers; this undoes rounding.
      int ring = (int) Math.ceil(Math.sqrt(Math.rint(distances[i] * distances[i]))) - 1;
      if ((truth[i] & 0xff) == classIndex && ring < pixels.length) {
        pixels[ring]++;
        right[ring] += prediction[i] == truth[i] ? 1 : 0;
      }
    }
  }

  /**
   * Adds all pictures of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes or distances
   */
  public void merge(TrimapAccuracyAccumulator other) {
    if (other.classes != classes || other.pixels.length != pixels.length) {
      throw new IllegalArgumentException(
          "cannot merge %d classes within %d pixels into %d within %d"
              .formatted(other.classes, other.pixels.length, classes, pixels.length));
    }
    Arrays.setAll(pixels, i -> pixels[i] + other.pixels[i]);
    Arrays.setAll(right, i -> right[i] + other.right[i]);
  }

  /** What was found so far. */
  public TrimapAccuracy result() {
    return new TrimapAccuracy(
        IntStream.range(0, pixels.length)
            .mapToObj(i -> new TrimapAccuracy.Ring(pixels[i], right[i]))
            .toList());
  }
}
