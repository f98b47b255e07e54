package dev.vinyl.evaluation.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The percentile bootstrap (Efron 1979): as many images as there are get drawn with replacement,
 * the score is computed of what was drawn, and the middle part of many such scores is the interval.
 * Images are drawn and not pixels, because the pixels of one image are not independent.
 *
 * <p>The same seed gives the same intervals on every machine and with any number of threads; the
 * resamples are shared among the threads of the common pool.
 *
 * @param resamples how often it is drawn, at least 1
 * @param level share of the resamples within the interval, above 0 and below 1
 * @param seed of the draws
 */
public record Bootstrap(int resamples, double level, long seed) {
  /** How often {@link #standard} draws. */
  public static final int STANDARD_RESAMPLES = 2000;

  private static final double STANDARD_LEVEL = 0.95;

  /** Checks the ranges. */
  public Bootstrap {
    if (resamples < 1) {
      throw new IllegalArgumentException("resamples must be at least 1, got " + resamples);
    }
    if (!(level > 0 && level < 1)) {
      throw new IllegalArgumentException(
          "level must lie between 0 and 1, such as 0.95; got " + level);
    }
  }

  /** {@value #STANDARD_RESAMPLES} resamples and intervals of 95 %. */
  public static Bootstrap standard(long seed) {
    return new Bootstrap(STANDARD_RESAMPLES, STANDARD_LEVEL, seed);
  }

  /**
   * The mean over the images that have a value, which are the ones drawn from. The order of the
   * images changes nothing.
   */
  public ConfidenceInterval mean(ImageValues values) {
    double[] sorted = values.sorted();
    return interval(sorted.length, times -> weightedMean(sorted, times));
  }

  private static double weightedMean(double[] values, int[] times) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += times[i] * values[i];
    }
    return sum / values.length;
  }

  /**
   * The difference of two means over the same images: second minus first. An image that has no
   * value in one of them is left out.
   *
   * @throws IllegalArgumentException if they have different numbers of images
   */
  public PairedDifference difference(ImageValues first, ImageValues second) {
    if (first.size() != second.size()) {
      throw new IllegalArgumentException(
          "a paired difference needs the same images twice, got %d and %d"
              .formatted(first.size(), second.size()));
    }
    ImageValues differences = new ImageValues();
    for (int i = 0; i < first.size(); i++) {
      differences.add(second.get(i) - first.get(i));
    }
    return PairedDifference.of(mean(differences), first, second);
  }

  /**
   * Any statistic of units that are drawn: images, or blocks of them.
   *
   * @param units how many there are; 0 gives NaN throughout
   * @param statistic takes how often each unit was drawn, [units], which sums to {@code units}; it
   *     must be thread-safe and keep nothing of its argument. NaN where the draw does not define
   *     it; such a resample is left out
   */
  public ConfidenceInterval interval(int units, ToDoubleFunction<int[]> statistic) {
    return intervals(units, times -> List.of(statistic.applyAsDouble(times))).get(0);
  }

  /**
   * Several statistics of the same draws.
   *
   * @param units how many there are
   * @param statistics as in {@link #interval}; as many for every draw
   * @return an interval for each statistic, in their order
   */
  public List<ConfidenceInterval> intervals(int units, Function<int[], List<Double>> statistics) {
    return resamples(units, statistics).stream().map(found -> found.interval(level)).toList();
  }

  /**
   * Several statistics of the same draws, and what each draw gave.
   *
   * @param units how many there are; 0 gives NaN throughout
   * @param statistics as in {@link #interval}; as many for every draw
   * @return one for each statistic, in their order
   */
  public List<Resamples> resamples(int units, Function<int[], List<Double>> statistics) {
    int[] once = new int[units];
    Arrays.fill(once, 1);
    List<Double> estimates = statistics.apply(once);
    if (units == 0) {
      return estimates.stream().map(e -> new Resamples(0, Double.NaN, new double[0])).toList();
    }
    long[] seeds = seeds();
    List<List<Double>> drawn =
        IntStream.range(0, resamples)
            .parallel()
            .mapToObj(i -> statistics.apply(draw(units, seeds[i])))
            .toList();
    List<Resamples> all = new ArrayList<>();
    for (int s = 0; s < estimates.size(); s++) {
      int statistic = s;
      double[] values = drawn.stream().mapToDouble(draw -> draw.get(statistic)).toArray();
      all.add(new Resamples(units, estimates.get(s), values));
    }
    return List.copyOf(all);
  }

  /**
   * The mean over the images that have a value, with the draws by the images' places, so that it
   * goes with other scores of the same images; for that, {@link #mean} draws otherwise.
   */
  public Resamples meanByPlace(ImageValues values) {
    return resamples(values.size(), times -> List.of(weightedMean(values, times))).get(0);
  }

  private static double weightedMean(ImageValues values, int[] times) {
    double sum = 0;
    int count = 0;
    for (int i = 0; i < times.length; i++) {
      double value = values.get(i);
      if (times[i] > 0 && !Double.isNaN(value)) {
        sum += times[i] * value;
        count += times[i];
      }
    }
    return sum / count;
  }

  /** Of each resample; the same for all that this bootstrap draws. */
  private long[] seeds() {
    return new SplittableRandom(seed).longs(resamples).toArray();
  }

  private static int[] draw(int units, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] times = new int[units];
    for (int i = 0; i < units; i++) {
      times[random.nextInt(units)]++;
    }
    return times;
  }

  /**
   * A score of all images once, and of each draw of images that a {@link Bootstrap} made. Scores
   * that were resampled with the same bootstrap over as many units come from the same draws, so
   * that their draws can be subtracted and averaged one by one. Immutable.
   */
  public static final class Resamples {
    private final int units;
    private final double estimate;
    private final double[] draws;

    /**
     * What was drawn otherwise than by {@link #resamples}.
     *
     * @param units how many images, or blocks of them, were drawn from and in each draw
     * @param estimate the score of all images once
     * @param draws the score of each draw; copied
     */
    public Resamples(int units, double estimate, double[] draws) {
      this.units = units;
      this.estimate = estimate;
      this.draws = draws.clone();
    }

    /** How many images, or blocks of them, were drawn from and in each draw. */
    public int units() {
      return units;
    }

    /** The score of all images once; NaN where they do not define it. */
    public double estimate() {
      return estimate;
    }

    /** How many draws there are. */
    public int size() {
      return draws.length;
    }

    /** The score of one draw, counted from 0; NaN where the draw does not define it. */
    public double draw(int index) {
      return draws[index];
    }

    /**
     * This score less another one, draw by draw.
     *
     * @throws IllegalArgumentException if they do not come from the same draws
     */
    public Resamples minus(Resamples other) {
      if (other.units != units || other.draws.length != draws.length) {
        throw new IllegalArgumentException(
            "a difference needs the same draws twice, got %d of %d images and %d of %d"
                .formatted(draws.length, units, other.draws.length, other.units));
      }
      double[] differences = new double[draws.length];
      Arrays.setAll(differences, i -> draws[i] - other.draws[i]);
      return new Resamples(units, estimate - other.estimate, differences);
    }

    /**
     * The middle part of the draws; those that do not define the score are left out.
     *
     * @param level share of the draws within the interval, above 0 and below 1
     */
    public ConfidenceInterval interval(double level) {
      double[] sorted = Arrays.stream(draws).filter(v -> !Double.isNaN(v)).sorted().toArray();
      double tail = (1 - level) / 2;
      return new ConfidenceInterval(
          estimate, quantile(sorted, tail), quantile(sorted, 1 - tail), level);
    }

    /** Linear between the two nearest values: type 7 of Hyndman and Fan (1996), as NumPy does. */
    private static double quantile(double[] sorted, double p) {
      if (sorted.length == 0) {
        return Double.NaN;
      }
      double place = p * (sorted.length - 1);
      int below = (int) place;
      int above = Math.min(below + 1, sorted.length - 1);
      return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
  }

  /**
   * How much a second model differs from a first one on the same images.
   *
   * @param difference score of the second minus score of the first; the interval comes from drawing
   *     images, each with both answers. It says what other images would give for these two models,
   *     and nothing of what other runs of the same recipes would
   * @param better images on which the second scores higher
   * @param worse images on which the second scores lower
   * @param unchanged the other images: same score, or none for one of the two
   */
  public record PairedDifference(
      ConfidenceInterval difference, int better, int worse, int unchanged) {

    static PairedDifference of(
        ConfidenceInterval difference, ImageValues first, ImageValues second) {
      int better = 0;
      int worse = 0;
      for (int i = 0; i < first.size(); i++) {
        better += second.get(i) > first.get(i) ? 1 : 0;
        worse += second.get(i) < first.get(i) ? 1 : 0;
      }
      return new PairedDifference(difference, better, worse, first.size() - better - worse);
    }
  }
}
