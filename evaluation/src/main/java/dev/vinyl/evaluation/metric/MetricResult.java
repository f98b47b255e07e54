package dev.vinyl.evaluation.metric;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /**
   * How a metric stands in JSON: an object for each step of its scores' names, with the 95 %
   * interval of the first score of a convention as {@value #INTERVAL} beside it. Keys keep the
   * order in which they were put. Not thread-safe; complete when its {@link MetricResult} is made.
   */
  public static final class ScoreTree {
    private static final String INTERVAL = "ci95";

    private final Map<String, Object> root = new LinkedHashMap<>();

    /** Starts empty. */
    public ScoreTree() {}

    /** Scores in their order, and the intervals. */
    public static ScoreTree of(List<ScoreResult> scores) {
      ScoreTree tree = new ScoreTree();
      scores.forEach(tree::put);
      Set<String> conventions = new LinkedHashSet<>();
      for (ScoreResult result : scores) {
        String family = result.score().family();
        String convention = family.contains(".") ? family.substring(0, family.indexOf('.')) : "";
        if (result.score().kind() == Score.Kind.SINGLE && conventions.add(convention)) {
          tree.putInterval(convention, result.interval());
        }
      }
      return tree;
    }

    /** Puts a score at its place. */
    public ScoreTree put(ScoreResult result) {
      Score score = result.score();
      if (!score.member().isEmpty()) { // a class may have dots in its name
        return put(score.family(), score.member(), result.value());
      }
      int dot = score.family().lastIndexOf('.');
      return put(
          score.family().substring(0, Math.max(0, dot)),
          score.family().substring(dot + 1),
          result.value());
    }

    /**
     * Puts a number.
     *
     * @param path names of objects, with dots between them; empty for the whole
     * @param value NaN becomes null
     */
    public ScoreTree put(String path, String key, Number value) {
      object(path).put(key, value);
      return this;
    }

    /** Puts a text. */
    public ScoreTree put(String path, String key, String value) {
      object(path).put(key, value);
      return this;
    }

    /** Puts a list of objects, each with numbers. */
    public ScoreTree put(
        String path, String key, List<? extends Map<String, ? extends Number>> rows) {
      object(path).put(key, List.copyOf(rows));
      return this;
    }

    /** Puts the ends of an interval, as {@value #INTERVAL}. */
    public ScoreTree putInterval(String path, ConfidenceInterval interval) {
      object(path).put(INTERVAL, interval);
      return this;
    }

    /**
     * Objects as {@link Map}, {@link List}, {@link Number}, text and {@link ConfidenceInterval}.
     */
    public Map<String, Object> root() {
      return Collections.unmodifiableMap(root);
    }

    @SuppressWarnings("unchecked") // nothing but this puts maps
    private Map<String, Object> object(String path) {
      Map<String, Object> object = root;
      for (String step : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
        object = (Map<String, Object>) object.computeIfAbsent(step, s -> new LinkedHashMap<>());
      }
      return object;
    }
  }
}
