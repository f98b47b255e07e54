package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.ScoreAccumulator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been found of one model so far; images are added in the data set's order. */
final class ModelAccumulator {
  private final String model;
  private final Map<String, String> provenance;
  private final List<String> classNames;
  private final ScoreAccumulator scores;
  private final ImageMatrices matrices;
  private final PixelAccumulator pixels;
  private final List<ScoredImage> images = new ArrayList<>();

  ModelAccumulator(
      String model,
      Map<String, String> provenance,
      List<String> classNames,
      Optional<FittedTemperature> temperature) {
    this.model = model;
    this.provenance = provenance;
    this.classNames = classNames;
    this.scores = new ScoreAccumulator(classNames);
    this.matrices = new ImageMatrices(classNames.size());
    this.pixels = new PixelAccumulator(classNames, temperature);
  }

  void add(BatchResults.Scored image, BatchResults.OfModel found) {
    matrices.add(found.confusion());
    images.add(
        new ScoredImage(
            image.sample(),
            image.target().width(),
            image.target().height(),
            image.brightness(),
            scores.add(found.confusion()),
            found.confidence(),
            found.seconds()));
  }

  void merge(PixelAccumulator batch) {
    pixels.merge(batch);
  }

  EvaluationResult result(List<SkippedImage> skipped, Bootstrap bootstrap, double seconds) {
    List<Score> all = HeadlineScores.andClasses(classNames);
    List<Resamples> found = matrices.resamples(all, bootstrap);
    Map<String, Resamples> resamples = new LinkedHashMap<>();
    Map<String, ConfidenceInterval> intervals = new LinkedHashMap<>();
    for (int i = 0; i < all.size(); i++) {
      resamples.put(all.get(i).name(), found.get(i));
      intervals.put(all.get(i).name(), interval(all.get(i), found.get(i), bootstrap));
    }
    Map<String, Resamples> ofPixels = pixels.resamples(bootstrap);
    resamples.putAll(ofPixels);
    ofPixels.forEach((name, r) -> intervals.put(name, r.interval(bootstrap.level())));
    return new EvaluationResult(
        model,
        provenance,
        scores.scores(),
        intervals,
        resamples,
        pixels.boundary(bootstrap),
        pixels.trimap(),
        pixels.calibration(bootstrap),
        pixels.scaled(bootstrap),
        matrices,
        images,
        skipped,
        seconds);
  }

  /** A mean over images forgets their order. */
  private ConfidenceInterval interval(Score score, Resamples found, Bootstrap bootstrap) {
    return score.reduction() == Score.Reduction.IMAGES
        ? bootstrap.mean(matrices.perImage(score))
        : found.interval(bootstrap.level());
  }
}
