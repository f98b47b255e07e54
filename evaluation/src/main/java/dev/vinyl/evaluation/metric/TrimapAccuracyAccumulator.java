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
    PixelSet[] truths = PixelSet.ofClasses(classes, truth, truth);
    PixelSet[] predictions = PixelSet.ofClasses(classes, prediction, truth);
    PixelSet scored = PixelSet.union(truths);
    for (int c : present) {
      addClass(truths[c], truths[c].and(predictions[c]), scored.without(truths[c]));
    }
  }

  /** Adds the pixels of a class, ring by ring outwards from those of the other classes. */
  private void addClass(PixelSet ofClass, PixelSet rightOnes, PixelSet others) {
    PixelSet[] wide = new PixelSet[pixels.length + 1];
    wide[0] = others;
    for (int i = 1; i < wide.length; i++) {
      wide[i] = wide[i - 1].widened();
    }
    PixelSet left = ofClass;
    for (int ring = 0; ring < pixels.length && left.count() > 0; ring++) {
      PixelSet near = left.and(PixelSet.within(ring + 1, wide));
      pixels[ring] += near.count();
      right[ring] += near.and(rightOnes).count();
      left = left.without(near);
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
