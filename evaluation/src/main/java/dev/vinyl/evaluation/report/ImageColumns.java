package dev.vinyl.evaluation.report;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.MetricResult;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * The columns of {@code images.arrow} and {@code images.parquet}, which {@link #addTo} adds to one
 * of these files in their order. The README lists them.
 */
interface ImageColumns {
  /** Key of the file's metadata that holds the names of the classes, a line each. */
  String CLASSES_KEY = "classes";

  /** One scored image of a model. */
  record Row(EvaluationResult result, int index) {
    static List<Row> of(EvaluationResult result) {
      return IntStream.range(0, result.images().size()).mapToObj(i -> new Row(result, i)).toList();
    }

    private EvaluationResult.Image scored() {
      return result.images().get(index);
    }

    private double score(int column) {
      return result.columns().get(column).values().get(index);
    }

    private ConfusionMatrix confusion() {
      return result.matrices().image(index);
    }
  }

  /** A number of pixels for each class of an image. */
  @FunctionalInterface
  interface PixelCount {
    /** Of class {@code c}. */
    long of(ConfusionMatrix confusion, int c);

    /** Of all classes. */
    default long[] ofAll(Row row) {
      ConfusionMatrix confusion = row.confusion();
      return IntStream.range(0, confusion.classes()).mapToLong(c -> of(confusion, c)).toArray();
    }
  }

  /** Names of what the data set knows of its images, in its order. */
  private static List<String> attributes(List<EvaluationResult> results) {
    return results.stream()
        .flatMap(result -> result.images().stream())
        .flatMap(image -> image.sample().attributes().keySet().stream())
        .distinct()
        .toList();
  }

  void text(String name, Function<Row, String> of);

  void whole(String name, ToIntFunction<Row> of);

  /** Lists, as long as there are classes. */
  void pixels(String name, PixelCount of);

  void real(String name, ToDoubleFunction<Row> of);

  /** Numbers of which NaN becomes null. */
  void realOrNull(String name, ToDoubleFunction<Row> of);

  /**
   * Adds every column.
   *
   * @param results of all models, at least one
   */
  static void addTo(ImageColumns table, List<EvaluationResult> results) {
    List<String> attributes = attributes(results);
    List<MetricResult.Column> scores = results.get(0).columns();
    table.text("model", row -> row.result().model());
    table.text("id", row -> row.scored().sample().id());
    table.text("file", row -> row.scored().sample().image().toString());
    for (String attribute : attributes) {
      table.text(attribute, row -> row.scored().sample().attributes().getOrDefault(attribute, ""));
    }
    table.text("split", row -> row.scored().sample().split().label());
    table.whole("width", row -> row.scored().width());
    table.whole("height", row -> row.scored().height());
    table.pixels("intersection", (confusion, c) -> confusion.count(c, c));
    table.pixels(
        "union",
        (confusion, c) ->
            confusion.targetPixels(c) + confusion.predictedPixels(c) - confusion.count(c, c));
    for (int c = 0; c < scores.size(); c++) {
      int column = c;
      ToDoubleFunction<Row> value = row -> row.score(column);
      if (scores.get(c).complete()) {
        table.real(scores.get(c).name(), value);
      } else {
        table.realOrNull(scores.get(c).name(), value);
      }
    }
    table.real("brightness", row -> row.scored().brightness());
    table.real("seconds", row -> row.scored().seconds());
  }
}
