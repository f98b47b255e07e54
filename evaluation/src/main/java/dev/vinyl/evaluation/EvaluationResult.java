package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.BoundaryIou;
import dev.vinyl.evaluation.metric.Calibration;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.Resamples;
import dev.vinyl.evaluation.metric.SegmentationScores;
import dev.vinyl.evaluation.metric.TrimapAccuracy;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of a model on some images.
 *
 * @param model its name
 * @param provenance where the model comes from, as its file says; empty where it says nothing
 * @param scores over all images that were scored, by their conventions
 * @param intervals of all scores, by their paths below {@code scores} in JSON, such as {@code
 *     dataset.miou}; images are drawn, the model is not trained anew
 * @param resamples of the same scores, over the same draws for all models of an evaluation
 * @param boundary how well contours are met
 * @param trimap accuracy near the boundaries of the ground truth, by distance
 * @param calibration at the size of the model's output; empty if the model gives classes without
 *     probabilities
 * @param scaledCalibration the same after a temperature that was fitted on other images; empty if
 *     there is none
 * @param matrices of each scored image, in the order of {@code images}; shared, nothing may be
 *     added
 * @param images those that were scored, in the order of the data set
 * @param skipped those that could not be read, in the order of the data set
 * @param seconds of the pass over the images, which all models shared; decoding included
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
    ImageMatrices matrices,
    List<ScoredImage> images,
    List<SkippedImage> skipped,
    double seconds) {

  /** Takes copies. */
  public EvaluationResult {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    resamples = Collections.unmodifiableMap(new LinkedHashMap<>(resamples));
    intervals = Collections.unmodifiableMap(new LinkedHashMap<>(intervals));
    images = List.copyOf(images);
    skipped = List.copyOf(skipped);
    if (matrices.size() != images.size()) {
      throw new IllegalArgumentException(
          "%d images have not %d matrices".formatted(images.size(), matrices.size()));
    }
  }

  /** The interval of a score, if it has one. */
  public Optional<ConfidenceInterval> interval(String score) {
    return Optional.ofNullable(intervals.get(score));
  }
}
