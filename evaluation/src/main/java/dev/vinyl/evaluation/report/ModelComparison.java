package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.PairedDifference;
import dev.vinyl.evaluation.metric.ScoreResult;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a model's scores differ from those of another one on the same images.
 *
 * @param first the model that is compared with
 * @param second the model whose score is taken minus that of the first
 * @param differences by the scores' names
 */
public record ModelComparison(
    String first, String second, Map<String, PairedDifference> differences) {

  /** Takes a copy that keeps the order. */
  public ModelComparison {
    differences = Collections.unmodifiableMap(new LinkedHashMap<>(differences));
  }

  /**
   * Compares two results by all scores that have values of single images.
   *
   * @throws IllegalArgumentException if they are not of the same images
   */
  public static ModelComparison of(
      EvaluationResult first, EvaluationResult second, Bootstrap bootstrap) {
    Map<String, PairedDifference> differences = new LinkedHashMap<>();
    for (ScoreResult ofFirst : first.scores()) {
      Optional<ScoreResult> ofSecond = second.find(ofFirst.name());
      if (ofFirst.isCompared() && ofSecond.isPresent()) {
        differences.put(ofFirst.name(), ofFirst.difference(ofSecond.get(), bootstrap));
      }
    }
    return new ModelComparison(first.model(), second.model(), differences);
  }
}
