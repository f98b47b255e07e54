package dev.vinyl.study.internal.results;

import dev.vinyl.evaluation.internal.runs.RepeatedRuns;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.Resamples;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageValues;
import java.util.List;
import java.util.Map;

/**
 * A difference of cells that share seeds and test images: paired in both. Each seed gives one
 * number for each image; the difference is their mean.
 *
 * @param estimate the mean over seeds and images, with the interval of {@link
 *     RepeatedRuns#interval}: Student's t over the seeds, and over the images, added by squares.
 *     NaN ends where there is one seed
 * @param bootstrap the same mean with the bootstrap over seeds and images, which is too narrow of
 *     few seeds
 * @param effect the mean over the standard deviation of the images' own differences, averaged over
 *     seeds before (Cohen's d of pairs)
 * @param standardDeviation of the seeds' differences, each over all images; the sample's
 * @param seeds how many there are
 * @param images how many there are
 */
public record Contrast(
    ConfidenceInterval estimate,
    ConfidenceInterval bootstrap,
    double effect,
    double standardDeviation,
    int seeds,
    int images) {
  private static final double LEVEL = 0.95;

  /**
   * The contrast of weighted cells.
   *
   * @param weights see {@link Grid#combined}
   */
  static Contrast of(Grid grid, Map<CellKey, Double> weights, Bootstrap draws) {
    return of(grid.combined(weights), draws);
  }

  /**
   * The contrast of differences.
   *
   * @param seeds one number for each image, of each seed; may be empty
   */
  static Contrast of(List<ImageValues> seeds, Bootstrap draws) {
    if (seeds.isEmpty()) {
      ConfidenceInterval none = new ConfidenceInterval(Double.NaN, Double.NaN, Double.NaN, LEVEL);
      return new Contrast(none, none, Double.NaN, Double.NaN, 0, 0);
    }
    int images = seeds.get(0).size();
    List<Resamples> runs = seeds.stream().map(draws::meanByPlace).toList();
    double effect = effect(seeds);
    if (runs.size() == 1) {
      ConfidenceInterval ofImages = runs.get(0).interval(LEVEL);
      ConfidenceInterval open =
          new ConfidenceInterval(ofImages.estimate(), Double.NaN, Double.NaN, LEVEL);
      return new Contrast(open, ofImages, effect, Double.NaN, 1, images);
    }
    RepeatedRuns repeated = new RepeatedRuns(runs, List.of());
    return new Contrast(
        repeated.interval(LEVEL),
        repeated.bootstrap(draws),
        effect,
        repeated.standardDeviation(),
        runs.size(),
        images);
  }

  private static double effect(List<ImageValues> seeds) {
    int images = seeds.get(0).size();
    double[] means = new double[images];
    double mean = 0;
    for (int i = 0; i < images; i++) {
      for (ImageValues values : seeds) {
        means[i] += values.get(i) / seeds.size();
      }
      mean += means[i] / images;
    }
    double squares = 0;
    for (double value : means) {
      squares += (value - mean) * (value - mean);
    }
    return mean / Math.sqrt(squares / (images - 1));
  }
}
