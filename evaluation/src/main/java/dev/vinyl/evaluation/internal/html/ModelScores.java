package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.Figure;
import dev.vinyl.evaluation.metric.Score;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The scores of one model.
 *
 * @param name of the model, unlike that of any other on the page
 * @param provenance what its file says of where it comes from, such as {@code recipe} and {@code
 *     seed}; may be empty
 * @param scores in the order of the table
 * @param figures of the metrics, in the order of the page
 */
public record ModelScores(
    String name,
    Map<String, String> provenance,
    Map<Score, ConfidenceInterval> scores,
    List<Figure> figures) {

  /** Takes copies that keep the order. */
  public ModelScores {
    provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
    figures = List.copyOf(figures);
  }

  /** Those that stand in tables, by name. */
  public Map<String, ConfidenceInterval> inTables() {
    Map<String, ConfidenceInterval> shown = new LinkedHashMap<>();
    scores.forEach(
        (score, found) -> {
          if (score.kind() == Score.Kind.SINGLE) {
            shown.put(score.name(), found);
          }
        });
    return shown;
  }

  /** The scores of a family, by what follows in their names. */
  public Map<String, ConfidenceInterval> family(String family) {
    Map<String, ConfidenceInterval> members = new LinkedHashMap<>();
    scores.forEach(
        (score, found) -> {
          if (score.family().equals(family)) {
            members.put(score.member(), found);
          }
        });
    return members;
  }

  /** The figure of a section, if this model has one of that kind there. */
  <F extends Figure> List<F> figures(String heading, Class<F> kind) {
    return figures.stream()
        .filter(figure -> figure.heading().equals(heading))
        .filter(kind::isInstance)
        .map(figure -> Objects.requireNonNull(kind.cast(figure)))
        .toList();
  }
}
