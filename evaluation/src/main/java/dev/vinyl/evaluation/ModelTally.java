package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.PictureMatrices;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.ScoreAccumulator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What has been found of one model so far; pictures are added in the data set's order. */
final class ModelTally {
  private final String model;
  private final Map<String, String> provenance;
  private final List<String> classNames;
  private final ScoreAccumulator scores;
  private final PictureMatrices matrices;
  private final PixelTally pixels;
  private final List<ScoredPicture> pictures = new ArrayList<>();

  ModelTally(
      String model,
      Map<String, String> provenance,
      List<String> classNames,
      Optional<FittedTemperature> temperature) {
    this.model = model;
    this.provenance = provenance;
    this.classNames = classNames;
    this.scores = new ScoreAccumulator(classNames);
    this.matrices = new PictureMatrices(classNames.size());
    this.pixels = new PixelTally(classNames, temperature);
  }

  void add(BatchFindings.Scored picture, BatchFindings.OfModel found) {
    matrices.add(found.confusion());
    pictures.add(
        new ScoredPicture(
            picture.picture(),
            picture.truth().width(),
            picture.truth().height(),
            picture.brightness(),
            scores.add(found.confusion()),
            found.confidence(),
            found.seconds()));
  }

  void merge(PixelTally batch) {
    pixels.merge(batch);
  }

  EvaluationResult result(List<SkippedPicture> skipped, Bootstrap bootstrap, double seconds) {
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
        pictures,
        skipped,
        seconds);
  }

  /** A mean over pictures forgets their order. */
  private ConfidenceInterval interval(Score score, Resamples found, Bootstrap bootstrap) {
    return score.over() == Score.Over.IMAGES
        ? bootstrap.mean(matrices.perPicture(score))
        : found.interval(bootstrap.level());
  }
}
