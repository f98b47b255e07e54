package dev.vinyl.evaluation.metric;

import java.util.List;
import java.util.Optional;

/**
 * What a metric found of one model.
 *
 * @param scores in the order of reports; no two of one name
 * @param tree how they stand in JSON, and what stands there beside them
 * @param figures for pages
 * @param columns for tables of the images
 */
public record MetricResult(
    List<ScoreResult> scores, ScoreTree tree, List<Figure> figures, List<Column> columns) {

  /**
   * A value for each image.
   *
   * @param name of the column, such as {@code paperMiou}
   * @param complete whether every image has one
   * @param values of the images in their order; NaN where one has none
   */
  public record Column(String name, boolean complete, ImageValues values) {}

  /** Takes copies. */
  public MetricResult {
    scores = List.copyOf(scores);
    figures = List.copyOf(figures);
    columns = List.copyOf(columns);
  }

  /** Nothing could be measured. */
  public static MetricResult none() {
    return new MetricResult(List.of(), new ScoreTree(), List.of(), List.of());
  }

  /** Scores alone; in JSON they stand in their order. */
  public static MetricResult of(List<ScoreResult> scores) {
    return new MetricResult(scores, ScoreTree.of(scores), List.of(), List.of());
  }

  /** These scores, in JSON in another way. */
  public MetricResult withTree(ScoreTree other) {
    return new MetricResult(scores, other, figures, columns);
  }

  /** These scores with figures. */
  public MetricResult withFigures(Figure... some) {
    return new MetricResult(scores, tree, List.of(some), columns);
  }

  /** These scores with columns. */
  public MetricResult withColumns(Column... some) {
    return new MetricResult(scores, tree, figures, List.of(some));
  }

  /** A score by its whole name, if it was measured. */
  public Optional<ScoreResult> find(String name) {
    return scores.stream().filter(result -> result.name().equals(name)).findFirst();
  }
}
