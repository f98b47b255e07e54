package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.metric.Calibration;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of one model.
 *
 * @param name of the model, unlike that of any other on the page
 * @param provenance what its file says of where it comes from, such as {@code recipe} and {@code
 *     seed}; may be empty
 * @param scores by name, such as {@code dataset.miou}, in the order of the table's columns
 * @param iouByClass intersection over union of each class, 0..1, in the order of the classes; NaN
 *     for a class that is absent
 * @param nearBoundaries accuracy within 1, 2 and so on pixels of a boundary of the ground truth;
 *     may be empty
 * @param confusion all scored pixels; row = ground truth, column = prediction
 * @param calibration where it was measured
 */
public record ModelScores(
    String name,
    Map<String, String> provenance,
    Map<String, ConfidenceInterval> scores,
    List<ConfidenceInterval> iouByClass,
    List<ConfidenceInterval> nearBoundaries,
    ConfusionMatrix confusion,
    Optional<Calibration> calibration) {

  /** Takes copies that keep the order. */
  public ModelScores {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    nearBoundaries = List.copyOf(nearBoundaries);
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    iouByClass = List.copyOf(iouByClass);
    if (iouByClass.size() != confusion.classes()) {
      throw new IllegalArgumentException(
          "%s has %d classes in its matrix and %d class scores"
              .formatted(name, confusion.classes(), iouByClass.size()));
    }
  }
}
