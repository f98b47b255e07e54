package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.report.RunGroup;
import java.util.List;

/**
 * A group of runs on a page.
 *
 * @param group its scores
 * @param models what the page calls its models, in their order
 */
public record GroupScores(RunGroup group, List<String> models) {

  /** Takes a copy. */
  public GroupScores {
    models = List.copyOf(models);
    if (models.size() != group.models().size()) {
      throw new IllegalArgumentException(
          "%s has %d models and %d names"
              .formatted(group.name(), group.models().size(), models.size()));
    }
  }
}
