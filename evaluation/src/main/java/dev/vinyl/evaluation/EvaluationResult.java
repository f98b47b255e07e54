package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.BoundaryIou;
import dev.vinyl.evaluation.metric.Calibration;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.PictureMatrices;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.SegmentationScores;
import dev.vinyl.evaluation.metric.TrimapAccuracy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a model is worth on some pictures.
 *
 * @param model its name
 * @param provenance where the model comes from, as its file says; empty where it says nothing
 * @param scores over all pictures that were scored, by their conventions
 * @param intervals of all scores, by their paths below {@code scores} in JSON, such as {@code
 *     dataset.miou}; pictures are drawn, the model is not trained anew
 * @param resamples of the same scores, over the same draws for all models of an evaluation
 * @param boundary how well contours are met
 * @param trimap accuracy near the boundaries of the truth, by distance
 * @param calibration at the size of the model's output; empty if the model gives classes without
 *     probabilities
 * @param scaledCalibration the same after a temperature that was fitted on other pictures; empty if
 *     there is none
 * @param matrices of each scored picture, in the order of {@code pictures}; shared, nothing may be
 *     added
 * @param pictures those that were scored, in the order of the data set
 * @param skipped those that could not be read, in the order of the data set
 * @param seconds of the pass over the pictures, which all models shared; decoding included
 */
public record EvaluationResult(
    String model,
    Map<String, String> provenance,
    SegmentationScores scores,
    Map<String, ConfidenceInterval> intervals,
    Map<String, Resamples> resamples,
    BoundaryIou boundary,
    TrimapAccuracy trimap,
    Optional<Calibration> calibration,
    Optional<ScaledCalibration> scaledCalibration,
    PictureMatrices matrices,
    List<ScoredPicture> pictures,
    List<SkippedPicture> skipped,
    double seconds) {

  /** Takes copies. */
  public EvaluationResult {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    resamples = Collections.unmodifiableMap(new LinkedHashMap<>(resamples));
    intervals = Collections.unmodifiableMap(new LinkedHashMap<>(intervals));
    pictures = List.copyOf(pictures);
    skipped = List.copyOf(skipped);
    if (matrices.size() != pictures.size()) {
      throw new IllegalArgumentException(
          "%d pictures have not %d matrices".formatted(pictures.size(), matrices.size()));
    }
  }

  /** The interval of a score, if it has one. */
  public Optional<ConfidenceInterval> interval(String score) {
    return Optional.ofNullable(intervals.get(score));
  }
}
