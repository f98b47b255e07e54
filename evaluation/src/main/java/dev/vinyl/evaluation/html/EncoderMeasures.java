package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one encoder's patch tokens look like.
 *
 * @param name of the encoder, unlike that of any other on the page
 * @param measures by name, such as {@code effectiveRank}, in the order of the table's columns
 * @param cosineByDistance mean cosine at Manhattan distance 1, 2 and so on, -1..1; may be empty
 * @param spectrum singular values, descending; may be empty
 */
public record EncoderMeasures(
    String name,
    Map<String, ConfidenceInterval> measures,
    List<ConfidenceInterval> cosineByDistance,
    List<Double> spectrum) {

  /** Takes copies that keep the order. */
  public EncoderMeasures {
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    cosineByDistance = List.copyOf(cosineByDistance);
    spectrum = List.copyOf(spectrum);
  }
}
