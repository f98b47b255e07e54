package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * A saturating curve through the mean scores over fine-tuning sizes, with what it becomes where
 * seeds and images are drawn anew: the same images for all sizes, the seeds of each size by
 * themselves.
 *
 * @param curve of all seeds and images
 * @param limit a, with the middle 95 % of the draws
 * @param gap b, likewise
 * @param rate c, likewise
 * @param nextDoubling what twice the largest size would add by the curve, likewise
 * @param fitted share of the draws that rise and so have a curve
 */
public record FittedCurve(
    SaturatingCurve curve,
    ConfidenceInterval limit,
    ConfidenceInterval gap,
    ConfidenceInterval rate,
    ConfidenceInterval nextDoubling,
    double fitted) {
  private static final int MOST_DRAWS = 500;
  private static final double LEVEL = 0.95;
  private static final long SEEDS = 0x5deece66dL;

  /**
   * Fits the curve of one line of the grid; sizes without scores are left out.
   *
   * @return empty if fewer than three sizes have scores, or the scores fall
   */
  static Optional<FittedCurve> of(
      Grid grid, int pretraining, String intermediate, Bootstrap bootstrap) {
    List<Integer> sizes = new ArrayList<>();
    List<List<Resamples>> runs = new ArrayList<>();
    for (int size : grid.finetuning()) {
      List<Cell> cells = grid.runs(pretraining, intermediate, size);
      if (!cells.isEmpty()) {
        sizes.add(size);
        runs.add(cells.stream().map(cell -> bootstrap.meanByPlace(cell.values())).toList());
      }
    }
    double[] places = sizes.stream().mapToDouble(Integer::doubleValue).toArray();
    double[] means =
        runs.stream()
            .mapToDouble(r -> r.stream().mapToDouble(Resamples::estimate).average().orElseThrow())
            .toArray();
    return SaturatingCurve.fit(places, means)
        .map(curve -> withIntervals(curve, places, runs, bootstrap));
  }

  private static FittedCurve withIntervals(
      SaturatingCurve curve, double[] sizes, List<List<Resamples>> runs, Bootstrap bootstrap) {
    SplittableRandom random = new SplittableRandom(bootstrap.seed() ^ SEEDS);
    int draws = Math.min(MOST_DRAWS, bootstrap.resamples());
    List<SaturatingCurve> drawn = new ArrayList<>();
    for (int i = 0; i < draws; i++) {
      double[] values = new double[sizes.length];
      for (int s = 0; s < sizes.length; s++) {
        List<Resamples> own = runs.get(s);
        for (int k = 0; k < own.size(); k++) {
          values[s] += own.get(random.nextInt(own.size())).draw(i) / own.size();
        }
      }
      SaturatingCurve.fit(sizes, values).ifPresent(drawn::add);
    }
    double largest = sizes[sizes.length - 1];
    return new FittedCurve(
        curve,
        interval(curve, drawn, SaturatingCurve::limit),
        interval(curve, drawn, SaturatingCurve::gap),
        interval(curve, drawn, SaturatingCurve::rate),
        interval(curve, drawn, c -> c.at(2 * largest) - c.at(largest)),
        (double) drawn.size() / draws);
  }

  private static ConfidenceInterval interval(
      SaturatingCurve curve, List<SaturatingCurve> drawn, ToDoubleFunction<SaturatingCurve> of) {
    double[] sorted = drawn.stream().mapToDouble(of).sorted().toArray();
    if (sorted.length == 0) {
      return new ConfidenceInterval(of.applyAsDouble(curve), Double.NaN, Double.NaN, LEVEL);
    }
    return new ConfidenceInterval(
        of.applyAsDouble(curve),
        quantile(sorted, (1 - LEVEL) / 2),
        quantile(sorted, (1 + LEVEL) / 2),
        LEVEL);
  }

  private static double quantile(double[] sorted, double p) {
    double place = p * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  @Override
  public String toString() {
    return "y = a - b n^-c with " + Arrays.asList(limit, gap, rate);
  }
}
