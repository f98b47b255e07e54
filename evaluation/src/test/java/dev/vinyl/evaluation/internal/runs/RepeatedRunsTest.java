package dev.vinyl.evaluation.internal.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepeatedRunsTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(500, 0.95, 3);

  /** From printed tables of the t distribution. */
  @Test
  void quantilesAreThoseOfTheTables() {
    assertThat(RepeatedRuns.StudentT.quantile(0.95, 1)).isCloseTo(12.7062, within(1e-4));
    assertThat(RepeatedRuns.StudentT.quantile(0.95, 2)).isCloseTo(4.3027, within(1e-4));
    assertThat(RepeatedRuns.StudentT.quantile(0.95, 4)).isCloseTo(2.7764, within(1e-4));
    assertThat(RepeatedRuns.StudentT.quantile(0.90, 10)).isCloseTo(1.8125, within(1e-4));
    assertThat(RepeatedRuns.StudentT.quantile(0.99, 30)).isCloseTo(2.7500, within(1e-4));
    assertThat(RepeatedRuns.StudentT.quantile(0.95, 120)).isCloseTo(1.9799, within(1e-4));
    assertThat(RepeatedRuns.StudentT.quantile(0.95, 1e12)).isCloseTo(1.9600, within(1e-4));
    // of 2 degrees of freedom there is a closed form
    double p = 0.73;
    assertThat(RepeatedRuns.StudentT.quantile(p, 2))
        .isCloseTo(p * Math.sqrt(2 / (1 - p * p)), within(1e-9));
  }

  @Test
  void meanAndStandardDeviationAreThoseOfTheRuns() {
    RepeatedRuns runs =
        new RepeatedRuns(List.of(run(0.2, 0.4), run(0.5, 0.5), run(0.4, 1.0)), List.of());

    assertThat(runs.mean()).isCloseTo((0.3 + 0.5 + 0.7) / 3, within(1e-12));
    assertThat(runs.standardDeviation()).isCloseTo(0.2, within(1e-12));
  }

  @Test
  void withoutImagesThatDifferTheIntervalIsTheOneOverRuns() {
    // mean 0.5, standard deviation 0.1, 3 runs: t of 2 degrees of freedom
    RepeatedRuns runs =
        new RepeatedRuns(
            List.of(run(0.4, 0.4, 0.4), run(0.5, 0.5, 0.5), run(0.6, 0.6, 0.6)), List.of());
    double radius = 4.30265 * 0.1 / Math.sqrt(3);

    ConfidenceInterval interval = runs.interval(0.95);

    assertThat(interval.low()).isCloseTo(0.5 - radius, within(1e-5));
    assertThat(interval.high()).isCloseTo(0.5 + radius, within(1e-5));
    // 1 of 9 draws of runs is all lowest or all highest, more than the 2.5 % that are cut off
    assertThat(runs.bootstrap(BOOTSTRAP).low()).isCloseTo(0.4, within(1e-12));
  }

  @Test
  void runsThatAgreeLeaveTheIntervalOverImages() {
    double[] values = new Random(4).doubles(200).toArray();
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    double error = Math.sqrt(squares / 199 / 200);

    ConfidenceInterval interval =
        new RepeatedRuns(List.of(run(values), run(values)), List.of()).interval(0.95);

    assertThat(interval.low()).isCloseTo(mean - 1.97 * error, within(0.15 * error));
    assertThat(interval.high()).isCloseTo(mean + 1.97 * error, within(0.15 * error));
  }

  /** Everything once more in plain loops, from the draws of images themselves. */
  @Test
  void agreesWithPlainLoops() {
    Random random = new Random(8);
    double[][] first = random(random, 3, 25, 0.1);
    double[][] second = random(random, 4, 25, 0.2);
    List<int[]> draws = new ArrayList<>();
    new Bootstrap(400, 0.95, 11)
        .interval(
            25,
            times -> {
              synchronized (draws) {
                draws.add(times.clone());
              }
              return 0;
            });
    draws.remove(0); // every image once

    double sum = 0;
    double squares = 0;
    for (int[] times : draws) {
      double difference = 0;
      for (int i = 0; i < 25; i++) {
        for (double[] run : first) {
          difference += times[i] * run[i] / 25 / 3;
        }
        for (double[] run : second) {
          difference -= times[i] * run[i] / 25 / 4;
        }
      }
      sum += difference;
      squares += difference * difference;
    }
    double images = (squares - sum * sum / 400) / 399 * 25 / 24;
    double runsA = naiveVariance(first) / 3;
    double runsB = naiveVariance(second) / 4;
    // quantiles of t with 24, 2 and 3 degrees of freedom, from a printed table
    double radius =
        Math.sqrt(
            Math.pow(2.063899, 2) * images
                + Math.pow(4.302653, 2) * runsA
                + Math.pow(3.182446, 2) * runsB);

    RepeatedRuns runs = new RepeatedRuns(runs(first, 400, 11), runs(second, 400, 11));

    assertThat(runs.interval(0.95).high() - runs.mean()).isCloseTo(radius, within(1e-6));
    assertThat(runs.mean() - runs.interval(0.95).low()).isCloseTo(radius, within(1e-6));
  }

  /**
   * The ground truth is 0. A run shifts all images, an image all runs; 500 trials of 3 runs and 40
   * images. 475 or more should cover, with a standard deviation of 5.
   */
  @Test
  void theIntervalCoversAtLeastAsOftenAsItSaysAndThePlainBootstrapDoesNot() {
    int covered = 0;
    int byBootstrap = 0;
    for (int trial = 0; trial < 500; trial++) {
      Bootstrap bootstrap = new Bootstrap(200, 0.95, trial);
      RepeatedRuns runs =
          new RepeatedRuns(
              runs(random(new Random(1000 + trial), 3, 40, 0.5), 200, trial), List.of());
      covered += runs.interval(0.95).contains(0) ? 1 : 0;
      byBootstrap += runs.bootstrap(bootstrap).contains(0) ? 1 : 0;
    }
    assertThat(covered).isBetween(465, 495);
    assertThat(byBootstrap).isLessThan(430);
  }

  @Test
  void oneRunIsNoGroupAndOtherDrawsAreNone() {
    assertThatThrownBy(() -> new RepeatedRuns(List.of(run(1, 2)), List.of()))
        .hasMessageContaining("one run says nothing");
    assertThatThrownBy(() -> new RepeatedRuns(List.of(run(1, 2), run(1, 2)), List.of(run(1, 2))))
        .hasMessageContaining("got 2 and 1");
    assertThatThrownBy(() -> new RepeatedRuns(List.of(run(1, 2), run(1, 2, 3)), List.of()))
        .hasMessageContaining("500 of 2 images and 500 of 3");
  }

  /** Images differ by 1, runs by {@code ofRuns}, and both together by 0.5. */
  private static double[][] random(Random random, int runs, int images, double ofRuns) {
    double[] hard = new double[images];
    Arrays.setAll(hard, i -> random.nextGaussian());
    double[][] scores = new double[runs][images];
    for (double[] run : scores) {
      double shift = ofRuns * random.nextGaussian();
      Arrays.setAll(run, i -> shift + hard[i] + 0.5 * random.nextGaussian());
    }
    return scores;
  }

  private static double naiveVariance(double[][] runs) {
    double[] means = new double[runs.length];
    double mean = 0;
    for (int r = 0; r < runs.length; r++) {
      for (double value : runs[r]) {
        means[r] += value / runs[r].length;
      }
      mean += means[r] / runs.length;
    }
    double squares = 0;
    for (double m : means) {
      squares += (m - mean) * (m - mean);
    }
    return squares / (runs.length - 1);
  }

  private static List<Resamples> runs(double[][] scores, int resamples, long seed) {
    Bootstrap bootstrap = new Bootstrap(resamples, 0.95, seed);
    return Arrays.stream(scores).map(s -> bootstrap.meanByPlace(ImageValues.of(s))).toList();
  }

  private static Resamples run(double... values) {
    return BOOTSTRAP.meanByPlace(ImageValues.of(values));
  }
}
