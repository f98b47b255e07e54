package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.SegmentationScores;
import java.util.List;

/**
 * What a model is worth on some pictures. Immutable.
 *
 * @param model its name
 * @param scores over all pictures that were scored, by both conventions
 * @param pictures those that were scored, in the order of the data set
 * @param skipped those that could not be read, in the order of the data set
 * @param seconds how long it took, decoding included
 */
public record EvaluationResult(
    String model,
    SegmentationScores scores,
    List<ScoredPicture> pictures,
    List<SkippedPicture> skipped,
    double seconds) {

  /** Takes copies. */
  public EvaluationResult {
    pictures = List.copyOf(pictures);
    skipped = List.copyOf(skipped);
  }
}
