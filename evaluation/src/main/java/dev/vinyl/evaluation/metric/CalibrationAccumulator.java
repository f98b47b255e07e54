package dev.vinyl.evaluation.metric;

import dev.vinyl.evaluation.internal.names.NameHash;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.Figure.Calibration;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.evaluation.metric.PredictedImage.PixelLogits;
import dev.vinyl.runtime.image.ClassMask;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gathers {@link Calibration} image by image, from logits. Logits are divided by a temperature
 * first, so that the effect of a {@link FittedTemperature} can be measured.
 *
 * <p>Its memory does not grow with the images: they are put into {@value #BLOCKS} blocks by a hash
 * of their names, and the interval comes from drawing blocks, so that neither the order of the
 * images nor merging changes it beyond rounding. Not thread-safe; give each thread its own and
 * {@link #merge} them.
 */
final class CalibrationAccumulator implements Serializable {
  /** As many bins as the definition uses. */
  static final int STANDARD_BINS = 15;

  static final int BLOCKS = 32;

  /** Times another sum, 255 at most, it is still a double. */
  private static final double LARGE = 1e300;

  private final int classes;
  private final int bins;
  private final double temperature;
  private final ExactSums[] blocks;

  /** With {@value #STANDARD_BINS} bins and the logits as they are. */
  CalibrationAccumulator(int classes) {
    this(classes, STANDARD_BINS, 1);
  }

  /**
   * Starts without an image.
   *
   * @param classes how many classes there are, 1..255
   * @param bins how many bins of equal width, at least 1
   * @param temperature what logits are divided by, above 0
   */
  CalibrationAccumulator(int classes, int bins, double temperature) {
    if (bins < 1) {
      throw new IllegalArgumentException("bins must be at least 1, got " + bins);
    }
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature must be above 0 and finite, got " + temperature);
    }
    this.classes = ConfusionMatrix.empty(classes).classes();
    this.bins = bins;
    this.temperature = temperature;
    this.blocks = new ExactSums[BLOCKS];
    Arrays.setAll(blocks, i -> new ExactSums(bins));
  }

  /**
   * Adds one image.
   *
   * @param image its name, which chooses its block
   * @return mean confidence of the image's pixels, those too that do not count; 0..1
   * @throws IllegalArgumentException if there are other classes; nothing has been added then
   */
  double add(String image, PixelLogits pixels) {
    if (pixels.classes() != classes) {
      throw new IllegalArgumentException(
          "cannot add logits of %d classes to those of %d".formatted(pixels.classes(), classes));
    }
    Sums sums = new Sums(bins);
    double inverse = 1 / temperature;
    double[] scaled = new double[classes];
    double product = 1;
    double confidence = 0;
    for (int i = 0; i < pixels.count(); i++) {
      int best = pixels.copy(i, inverse, scaled);
      double sum = PixelLogits.sumOfExp(scaled, best);
      confidence += 1 / sum;
      int label = pixels.label(i);
      if (label != ClassMask.IGNORE) {
        sums.add(1 / sum, best == label);
        sums.nll += scaled[best] - scaled[label];
        product *= sum;
        if (product > LARGE) { // the logarithm of a product is the sum of the logarithms
          sums.nll += Math.log(product);
          product = 1;
        }
      }
    }
    sums.nll += Math.log(product);
    blocks[(int) Long.remainderUnsigned(NameHash.of(image), BLOCKS)].add(sums);
    return confidence / pixels.count();
  }

  /**
   * Adds all images of another accumulator, which stays as it is.
   *
   * @throws IllegalArgumentException if it is for other classes, bins or another temperature
   */
  void merge(CalibrationAccumulator other) {
    if (other.classes != classes || other.bins != bins || other.temperature != temperature) {
      throw new IllegalArgumentException(
          "cannot merge %d classes, %d bins, temperature %s into %d, %d, %s"
              .formatted(other.classes, other.bins, other.temperature, classes, bins, temperature));
    }
    for (int i = 0; i < BLOCKS; i++) {
      blocks[i].add(other.blocks[i]);
    }
  }

  /** Whether no pixel was added that counts. */
  boolean isEmpty() {
    return Arrays.stream(blocks).allMatch(block -> Arrays.stream(block.pixels).sum() == 0);
  }

  /**
   * What was found so far.
   *
   * @throws IllegalStateException if no pixel was added
   */
  Calibration result(Bootstrap bootstrap) {
    List<Sums> used = used();
    Sums all = sum(used, IntStream.generate(() -> 1).limit(used.size()).toArray());
    return new Calibration(
        bootstrap.interval(used.size(), times -> sum(used, times).expectedError()),
        all.bins(),
        all.nll / all.total(),
        all.total());
  }

  /**
   * The expected calibration error and the NLL of each draw of blocks. The blocks are those of the
   * images' names, so that the draws of models that were scored on the same images belong together.
   *
   * @throws IllegalStateException if no pixel was added
   */
  List<Resamples> resamples(Bootstrap bootstrap) {
    List<Sums> used = used();
    return bootstrap.resamples(
        used.size(),
        times -> {
          Sums sum = sum(used, times);
          return List.of(sum.expectedError(), sum.nll / sum.total());
        });
  }

  private List<Sums> used() {
    List<Sums> used =
        Arrays.stream(blocks).map(ExactSums::rounded).filter(block -> block.total() > 0).toList();
    if (used.isEmpty()) {
      throw new IllegalStateException("no pixel has been scored yet");
    }
    return used;
  }

  private Sums sum(List<Sums> some, int[] times) {
    Sums sum = new Sums(bins);
    for (int i = 0; i < some.size(); i++) {
      sum.add(some.get(i), times[i]);
    }
    return sum;
  }

  /** The sums of many images, which are the same whatever their order and whoever added them. */
  private static final class ExactSums implements Serializable {
    private final long[] pixels;
    private final long[] right;
    private final BigDecimal[] confidence;
    private BigDecimal nll = BigDecimal.ZERO;

    ExactSums(int bins) {
      pixels = new long[bins];
      right = new long[bins];
      confidence = new BigDecimal[bins];
      Arrays.fill(confidence, BigDecimal.ZERO);
    }

    void add(Sums image) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += image.pixels[i];
        right[i] += image.right[i];
        confidence[i] = confidence[i].add(new BigDecimal(image.confidence[i]));
      }
      nll = nll.add(new BigDecimal(image.nll));
    }

    void add(ExactSums other) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += other.pixels[i];
        right[i] += other.right[i];
        confidence[i] = confidence[i].add(other.confidence[i]);
      }
      nll = nll.add(other.nll);
    }

    Sums rounded() {
      Sums sums = new Sums(pixels.length);
      for (int i = 0; i < pixels.length; i++) {
        sums.pixels[i] = pixels[i];
        sums.right[i] = right[i];
        sums.confidence[i] = confidence[i].doubleValue();
      }
      sums.nll = nll.doubleValue();
      return sums;
    }
  }

  /** By bin: pixels, those predicted right, and the sum of the confidences. */
  private static final class Sums {
    private final long[] pixels;
    private final long[] right;
    private final double[] confidence;
    private double nll;

    Sums(int bins) {
      pixels = new long[bins];
      right = new long[bins];
      confidence = new double[bins];
    }

    void add(double sure, boolean isRight) {
      int bin = Math.max(0, (int) Math.ceil(sure * pixels.length) - 1);
      pixels[bin]++;
      right[bin] += isRight ? 1 : 0;
      confidence[bin] += sure;
    }

    void add(Sums other, int times) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] += times * other.pixels[i];
        right[i] += times * other.right[i];
        confidence[i] += times * other.confidence[i];
      }
      nll += times * other.nll;
    }

    long total() {
      return Arrays.stream(pixels).sum();
    }

    double expectedError() {
      double sum = 0;
      for (int i = 0; i < pixels.length; i++) {
        sum += Math.abs(right[i] - confidence[i]);
      }
      return sum / total();
    }

    List<Calibration.Bin> bins() {
      List<Calibration.Bin> all = new ArrayList<>();
      for (int i = 0; i < pixels.length; i++) {
        all.add(
            new Calibration.Bin(
                pixels[i], confidence[i] / pixels[i], (double) right[i] / pixels[i]));
      }
      return all;
    }
  }
}
