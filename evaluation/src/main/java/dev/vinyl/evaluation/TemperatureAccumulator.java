package dev.vinyl.evaluation;

import dev.vinyl.evaluation.internal.names.NameHash;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.ConfusionMatrix.LabelOutOfRangeException;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.metric.PredictedImage.PixelLogits;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Gathers what a {@link FittedTemperature} is fitted on: a uniform sample of pixels with their
 * logits, of bounded size. Every pixel gets a number that follows from seed, name of the image and
 * place, and those with the lowest numbers are kept, so that neither the order of the images nor
 * merging changes the sample. Fit on other images than the model was trained on.
 *
 * <p>Not thread-safe; give each thread its own and {@link #merge} them.
 */
final class TemperatureAccumulator {
  /** How many pixels are kept unless told otherwise. */
  static final int STANDARD_CAPACITY = 100_000;

  private static final double LIMIT = 100;
  private static final int HALVINGS = 60;

  private final int classes;
  private final int capacity;
  private final long seed;
  private final PriorityQueue<Sampled> kept =
      new PriorityQueue<>(Comparator.comparingLong(Sampled::number).reversed());

  /** Keeps up to {@value #STANDARD_CAPACITY} pixels. */
  TemperatureAccumulator(int classes, long seed) {
    this(classes, STANDARD_CAPACITY, seed);
  }

  /**
   * Starts without an image.
   *
   * @param classes how many classes there are, 1..255
   * @param capacity how many pixels to keep at most, at least 1; of 4 bytes a class each, and some
   *     60 more
   */
  TemperatureAccumulator(int classes, int capacity, long seed) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
    this.classes = ConfusionMatrix.empty(classes).classes();
    this.capacity = capacity;
    this.seed = seed;
  }

  /** A pixel of the sample: its number, the logits [C], its class. */
  private static final class Sampled {
    private final long number;
    private final float[] logits;
    private final int label;

    Sampled(long number, float[] logits, int label) {
      this.number = number;
      this.logits = logits;
      this.label = label;
    }

    long number() {
      return number;
    }
  }

  /**
   * Adds one image.
   *
   * @param image its name, unlike that of any other image
   * @param logits [C, H, W], finite
   * @param target [H, W]; {@link ClassMask#IGNORE} where a pixel does not count
   * @throws LabelOutOfRangeException if a class is out of range
   * @throws IllegalArgumentException if there are not {@code C * H * W} logits or one is not
   *     finite; nothing has been added then
   */
  void add(String image, float[] logits, ClassMask target) {
    PixelLogits pixels = new PixelLogits(classes, logits, target);
    SplittableRandom numbers = NameHash.pixels(image, seed);
    for (int i = 0; i < pixels.count(); i++) {
      long number = numbers.nextLong();
      int label = pixels.label(i);
      if (label != ClassMask.IGNORE && wanted(number)) {
        float[] own = new float[classes];
        for (int c = 0; c < classes; c++) {
          own[c] = pixels.logit(c, i);
        }
        keep(new Sampled(number, own, label));
      }
    }
  }

  private boolean wanted(long number) {
    Sampled highest = kept.peek();
    return highest == null || kept.size() < capacity || number < highest.number;
  }

  private void keep(Sampled pixel) {
    kept.add(pixel);
    if (kept.size() > capacity) {
      kept.poll();
    }
  }

  /**
   * Adds the sample of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes, another capacity or seed
   */
  void merge(TemperatureAccumulator other) {
    if (other.classes != classes || other.capacity != capacity || other.seed != seed) {
      throw new IllegalArgumentException(
          "cannot merge samples of %d classes, capacity %d, seed %d into %d, %d, %d"
              .formatted(other.classes, other.capacity, other.seed, classes, capacity, seed));
    }
    for (Sampled pixel : List.copyOf(other.kept)) {
      if (wanted(pixel.number)) {
        keep(pixel);
      }
    }
  }

  /** How many pixels are kept. */
  int size() {
    return kept.size();
  }

  /**
   * Fits the temperature: the negative log likelihood is convex in its inverse, so that halving the
   * range by the sign of the slope finds the lowest.
   *
   * @param split what the images are called
   * @param images how many of them were read
   * @throws IllegalStateException if there is no pixel
   */
  FittedTemperature fit(String split, int images) {
    if (kept.isEmpty()) {
      throw new IllegalStateException("no pixel has been added yet");
    }
    List<Sampled> sample = new ArrayList<>(kept);
    sample.sort(Comparator.comparingLong(Sampled::number));
    double low = -Math.log(LIMIT);
    double high = Math.log(LIMIT);
    for (int i = 0; i < HALVINGS; i++) {
      double middle = (low + high) / 2;
      if (slope(sample, Math.exp(middle)) < 0) {
        low = middle;
      } else {
        high = middle;
      }
    }
    double inverse = Math.exp((low + high) / 2);
    return new FittedTemperature(
        1 / inverse, nll(sample, 1), nll(sample, inverse), sample.size(), split, images);
  }

  private double nll(List<Sampled> sample, double inverse) {
    double[] scaled = new double[classes];
    double sum = 0;
    for (Sampled pixel : sample) {
      scale(pixel, inverse, scaled);
      sum += logSumExp(scaled) - scaled[pixel.label];
    }
    return sum / sample.size();
  }

  /** d nll / d inverse, up to a positive factor: sum of (mean logit under softmax - own logit). */
  private double slope(List<Sampled> sample, double inverse) {
    double[] scaled = new double[classes];
    double sum = 0;
    for (Sampled pixel : sample) {
      scale(pixel, inverse, scaled);
      double logSum = logSumExp(scaled);
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(scaled[c] - logSum) * (pixel.logits[c] - pixel.logits[pixel.label]);
      }
    }
    return sum;
  }

  /** log(sum(exp(x))), without overflow. */
  private static double logSumExp(double[] values) {
    int best = 0;
    for (int c = 1; c < values.length; c++) {
      best = values[c] > values[best] ? c : best;
    }
    double sum = 1;
    for (int c = 0; c < values.length; c++) {
      sum += c == best ? 0 : Math.exp(values[c] - values[best]);
    }
    return values[best] + Math.log(sum);
  }

  private static void scale(Sampled pixel, double inverse, double[] targetClass) {
    for (int c = 0; c < targetClass.length; c++) {
      targetClass[c] = inverse * pixel.logits[c];
    }
  }
}
