package dev.vinyl.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.metric.SegmentationScores;
import dev.vinyl.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The results of one or several models on the same pictures, as JSON and as files. A score that is
 * undefined (NaN, for a class that is absent everywhere) is {@code null} in JSON.
 *
 * @param dataset name of the data set
 * @param split name of the part that was scored
 * @param results of each model, at least one
 */
public record EvaluationReport(String dataset, String split, List<EvaluationResult> results) {
  /** All scores. */
  public static final String SCORES_FILE = "scores.json";

  /** A row for every model and picture. */
  public static final String IMAGES_FILE = "images.csv";

  /** A row for every model and true class. */
  public static final String CONFUSION_FILE = "confusion.csv";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Takes a copy. */
  public EvaluationReport {
    results = List.copyOf(results);
    if (results.isEmpty()) {
      throw new IllegalArgumentException("a report needs the result of at least one model");
    }
  }

  /**
   * Writes {@value #SCORES_FILE}, {@value #IMAGES_FILE} and {@value #CONFUSION_FILE}, each complete
   * or not at all.
   *
   * @param folder created if it is missing
   * @throws IOException one line with the file that cannot be written
   */
  public void write(Path folder) throws IOException {
    write(folder.resolve(IMAGES_FILE), EvaluationTables.images(results));
    write(folder.resolve(CONFUSION_FILE), EvaluationTables.confusion(results));
    write(folder.resolve(SCORES_FILE), toJson() + "\n");
  }

  private static void write(Path file, String text) throws IOException {
    AtomicFile.write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * One JSON object: {@code dataset}, {@code split}, {@code images} and {@code skipped} (pictures
   * scored and left out), {@code skippedPictures}, and {@code models}, each with {@code model},
   * {@code scores.dataset.{miou, pixelAccuracy, iou.CLASS}}, {@code scores.paper.miou}, {@code
   * images}, {@code skipped} and {@code seconds}.
   */
  public String toJson() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Set<SkippedPicture> skipped = new LinkedHashSet<>();
    results.forEach(result -> skipped.addAll(result.skipped()));
    root.put("dataset", dataset);
    root.put("split", split);
    root.put("images", results.get(0).scores().images());
    root.put("skipped", skipped.size());
    ArrayNode models = root.putArray("models");
    results.forEach(result -> addModel(models.addObject(), result));
    ArrayNode list = root.putArray("skippedPictures");
    for (SkippedPicture picture : skipped) {
      list.addObject()
          .put("id", picture.id())
          .put("file", picture.file().toString())
          .put("reason", picture.reason());
    }
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of numbers and text can always be written", e);
    }
  }

  private static void addModel(ObjectNode node, EvaluationResult result) {
    SegmentationScores scores = result.scores();
    node.put("model", result.model());
    ObjectNode both = node.putObject("scores");
    ObjectNode dataset = both.putObject("dataset");
    putScore(dataset, "miou", scores.dataset().miou());
    putScore(dataset, "pixelAccuracy", scores.dataset().pixelAccuracy());
    ObjectNode iou = dataset.putObject("iou");
    for (Map.Entry<String, Double> entry : scores.dataset().iou().entrySet()) {
      putScore(iou, entry.getKey(), entry.getValue());
    }
    putScore(both.putObject("paper"), "miou", scores.paper().miou());
    node.put("images", scores.images());
    node.put("skipped", result.skipped().size());
    node.put("seconds", result.seconds());
  }

  private static void putScore(ObjectNode node, String name, double score) {
    if (Double.isNaN(score)) {
      node.putNull(name);
    } else {
      node.put(name, score);
    }
  }
}
