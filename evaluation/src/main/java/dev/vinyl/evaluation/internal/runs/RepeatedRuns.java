package dev.vinyl.evaluation.internal.runs;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One score of several runs of a recipe that differ in their seed alone, all on the same images,
 * and the difference of two such recipes. Runs and images are crossed: every run was scored on
 * every image, so that a hard image is hard for all runs.
 *
 * <p>The <em>bootstrap</em> over both draws runs with replacement and images with replacement, the
 * same images for all runs, and takes the middle part of the means (Owen 2007, the pigeonhole
 * bootstrap). Of few runs it is too narrow: the variance between {@code n} runs that were drawn
 * from {@code n} is only {@code (n - 1) / n} of their sample variance, and percentiles know nothing
 * of how badly so few tell their variance. Where runs differ more than images do, intervals of 95 %
 * held the true value in 61 % of 1500 simulations with two runs, in 75 % with three, in 85 % with
 * five.
 *
 * <p>The <em>interval</em> makes up for both. It adds the squares of the radii that either source
 * of chance would have alone: Student's t over the runs' scores of all images, {@code t(n - 1) s /
 * sqrt(n)}, and Student's t with the standard deviation that the mean over the runs has over the
 * draws of images (Zou and Donner 2008 on adding radii). In the same simulations it held the true
 * value in 96 to 99 % with two runs, 96 to 98 % with three, 96 to 97 % with five. It takes the
 * runs' scores for normally distributed, which two or three runs cannot show; of two runs it is
 * very wide, since t is 12.7 there.
 *
 * @param runs of the recipe, at least 2, all of the same draws of images
 * @param against runs of another recipe, on the same draws, that are subtracted; at least 2, or
 *     none
 */
public record RepeatedRuns(List<Resamples> runs, List<Resamples> against) {
  private static final long RUNS = 0x9e3779b97f4a7c15L;

  /** Checks that the runs belong together. */
  public RepeatedRuns {
    runs = List.copyOf(runs);
    against = List.copyOf(against);
    if (runs.size() < 2 || against.size() == 1) {
      throw new IllegalArgumentException(
          "one run says nothing of how runs differ; got %d and %d"
              .formatted(runs.size(), against.size()));
    }
    for (List<Resamples> some : List.of(runs, against)) {
      for (Resamples run : some) {
        if (run.units() != runs.get(0).units() || run.size() != runs.get(0).size()) {
          throw new IllegalArgumentException(
              "runs must be of the same draws, got %d of %d images and %d of %d"
                  .formatted(runs.get(0).size(), runs.get(0).units(), run.size(), run.units()));
        }
      }
    }
  }

  /** Mean over the runs, each of all images; less that of the others if there are such. */
  public double mean() {
    return mean(runs) - (against.isEmpty() ? 0 : mean(against));
  }

  /** Sample standard deviation of the runs' scores, each of all images. */
  public double standardDeviation() {
    return Math.sqrt(variance(estimates(runs)));
  }

  /**
   * The interval of {@link #mean} over runs and images by Student's t.
   *
   * @param level how often the true value shall lie in it, above 0 and below 1
   */
  public ConfidenceInterval interval(double level) {
    int units = runs.get(0).units();
    double[] drawn = new double[runs.get(0).size()];
    Arrays.setAll(drawn, i -> mean(runs, i) - (against.isEmpty() ? 0 : mean(against, i)));
    double[] defined = Arrays.stream(drawn).filter(v -> !Double.isNaN(v)).toArray();
    // drawing n of n images gives (n - 1) / n of the variance, as with runs
    double ofImages = units > 1 ? variance(defined) * units / (units - 1) : 0;
    double ofRuns = variance(estimates(runs)) / runs.size();
    double ofOthers = against.isEmpty() ? 0 : variance(estimates(against)) / against.size();
    double square =
        square(level, ofImages, units - 1)
            + square(level, ofRuns, runs.size() - 1)
            + square(level, ofOthers, against.size() - 1);
    double radius = Math.sqrt(square);
    return new ConfidenceInterval(mean(), mean() - radius, mean() + radius, level);
  }

  /** Of the radius that this part of the variance would have by itself. */
  private static double square(double level, double variance, int degrees) {
    if (variance == 0) {
      return 0;
    }
    double t = StudentT.quantile(level, degrees);
    return t * t * variance;
  }

  /** The interval of {@link #mean} by the bootstrap over runs and images; see above. */
  public ConfidenceInterval bootstrap(Bootstrap bootstrap) {
    SplittableRandom random = new SplittableRandom(bootstrap.seed() ^ RUNS);
    double[] drawn = new double[runs.get(0).size()];
    for (int i = 0; i < drawn.length; i++) {
      drawn[i] =
          drawnMean(runs, i, random) - (against.isEmpty() ? 0 : drawnMean(against, i, random));
    }
    return new Resamples(runs.get(0).units(), mean(), drawn).interval(bootstrap.level());
  }

  private static double drawnMean(List<Resamples> some, int draw, SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < some.size(); i++) {
      sum += some.get(random.nextInt(some.size())).draw(draw);
    }
    return sum / some.size();
  }

  private static double[] estimates(List<Resamples> some) {
    return some.stream().mapToDouble(Resamples::estimate).toArray();
  }

  private static double mean(List<Resamples> some) {
    return Arrays.stream(estimates(some)).sum() / some.size();
  }

  private static double mean(List<Resamples> some, int draw) {
    return some.stream().mapToDouble(run -> run.draw(draw)).sum() / some.size();
  }

  private static double variance(double[] values) {
    double mean = Arrays.stream(values).sum() / values.length;
    return Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / (values.length - 1);
  }

  /** Student's t distribution. */
  static final class StudentT {
    private static final int BISECTIONS = 200;
    private static final int MOST_TERMS = 10_000;
    private static final double PRECISION = 1e-15;
    private static final double TINY = 1e-300;

    private StudentT() {}

    /**
     * The number that a t of so many degrees of freedom exceeds, up or down, with probability
     * {@code 1 - level}: 12.706 of 1 degree and 1.960 of infinitely many, at 0.95.
     *
     * @param degrees above 0, not necessarily whole
     */
    static double quantile(double level, double degrees) {
      double freedom = Math.min(degrees, 1e7); // beyond, it is the normal distribution's
      double below = 0;
      double above = 1;
      for (int i = 0; i < BISECTIONS && above - below > PRECISION * above; i++) {
        double middle = (below + above) / 2;
        if (incompleteBeta(middle, freedom / 2, 0.5) < 1 - level) {
          below = middle;
        } else {
          above = middle;
        }
      }
      double x = (below + above) / 2; // freedom / (freedom + t^2)
      return Math.sqrt(freedom * (1 - x) / x);
    }

    /** Regularized incomplete beta function: Abramowitz and Stegun 26.5.8, by Lentz's method. */
    private static double incompleteBeta(double x, double a, double b) {
      if (x > (a + 1) / (a + b + 2)) {
        return 1 - incompleteBeta(1 - x, b, a);
      }
      double factor =
          Math.exp(
              logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
      double c = 1;
      double d = 1 / nonZero(1 - (a + b) * x / (a + 1));
      double fraction = d;
      for (int m = 1; m <= MOST_TERMS; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 / nonZero(1 + even * d);
        c = nonZero(1 + even / c);
        fraction *= d * c;
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 / nonZero(1 + odd * d);
        c = nonZero(1 + odd / c);
        fraction *= d * c;
        if (Math.abs(d * c - 1) < PRECISION) {
          break;
        }
      }
      return factor * fraction / a;
    }

    private static double nonZero(double value) {
      return Math.abs(value) < TINY ? TINY : value;
    }

    /** Stirling's series, after the recurrence has made the argument large. */
    private static double logGamma(double x) {
      double shift = 0;
      double z = x;
      while (z < 15) {
        shift -= Math.log(z);
        z++;
      }
      double r = 1 / (z * z);
      double series = (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / z;
      return shift + (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series;
    }
  }
}
