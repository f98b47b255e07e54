package dev.vinyl.evaluation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.json.Json;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.PairedDifference;
import dev.vinyl.evaluation.metric.Score;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A report as JSON. */
final class ReportJson {
  private ReportJson() {}

  static String write(EvaluationReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Set<SkippedPicture> skipped = new LinkedHashSet<>();
    report.results().forEach(result -> skipped.addAll(result.skipped()));
    report.incompleteness().ifPresent(warning -> root.put("warning", warning));
    root.put("dataset", report.dataset());
    root.put("split", report.split());
    root.put("size", report.size().label());
    root.put("images", report.results().get(0).scores().images());
    root.put("skipped", skipped.size());
    ArrayNode models = root.putArray("models");
    for (EvaluationResult result : report.results()) {
      addModel(models.addObject(), report, result);
    }
    ArrayNode comparisons = root.putArray("comparisons");
    report.comparisons().forEach(comparison -> addComparison(comparisons.addObject(), comparison));
    ArrayNode list = root.putArray("skippedPictures");
    for (SkippedPicture picture : skipped) {
      list.addObject()
          .put("id", picture.id())
          .put("file", picture.file().toString())
          .put("reason", picture.reason());
    }
    try {
      return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new AssertionError("a tree of numbers and text can always be written", e);
    }
  }

  private static void addModel(ObjectNode node, EvaluationReport report, EvaluationResult result) {
    node.put("model", result.model());
    node.set("scores", ScoresJson.of(result));
    ObjectNode intervals = node.putObject("intervals");
    result.intervals().forEach((score, interval) -> putInterval(intervals, score, interval));
    ObjectNode slices = node.putObject("slices");
    for (ScoreSlices some : report.slices()) {
      if (some.model().equals(result.model())) {
        addSlices(slices.putObject(some.column().label()), some);
      }
    }
    node.put("images", result.scores().images());
    node.put("skipped", result.skipped().size());
    node.put("seconds", result.seconds());
  }

  private static void addSlices(ObjectNode node, ScoreSlices slices) {
    for (Map.Entry<String, ScoreSlices.Slice> entry : slices.slices().entrySet()) {
      ObjectNode slice = node.putObject(entry.getKey());
      slice.put("images", entry.getValue().images());
      putScore(slice.putObject("dataset"), "miou", entry.getValue().datasetMiou());
      putScore(slice.putObject("paper"), "miou", entry.getValue().paperMiou());
    }
  }

  /** The headline's difference stands in the comparison itself, all of them below it. */
  private static void addComparison(ObjectNode node, ModelComparison comparison) {
    node.put("model", comparison.second());
    node.put("against", comparison.first());
    String headline = Score.DATASET_MIOU.name();
    PairedDifference difference = comparison.differences().get(headline);
    if (difference != null) {
      node.put("score", headline);
      addDifference(node, difference);
    }
    ObjectNode all = node.putObject("differences");
    comparison.differences().forEach((score, found) -> addDifference(all.putObject(score), found));
  }

  private static void addDifference(ObjectNode node, PairedDifference found) {
    putScore(node, "difference", found.difference().estimate());
    putInterval(node, "ci95", found.difference());
    node.put("better", found.better());
    node.put("worse", found.worse());
    node.put("unchanged", found.unchanged());
    node.put("significant", found.significant());
  }

  static void putInterval(ObjectNode node, String name, ConfidenceInterval interval) {
    ArrayNode ends = node.putArray(name);
    for (double end : new double[] {interval.low(), interval.high()}) {
      if (Double.isNaN(end)) {
        ends.addNull();
      } else {
        ends.add(end);
      }
    }
  }

  static void putScore(ObjectNode node, String name, double score) {
    if (Double.isNaN(score)) {
      node.putNull(name);
    } else {
      node.put(name, score);
    }
  }

  static List<String> violations(EvaluationReport report, List<ScoreRequirement> requirements) {
    List<String> violations = new ArrayList<>();
    for (EvaluationResult result : report.results()) {
      ObjectNode scores = ScoresJson.of(result);
      for (ScoreRequirement requirement : requirements) {
        JsonNode score = scores.at("/" + requirement.score().replace('.', '/'));
        if (!score.isNumber()) {
          violations.add(
              "%s: there is no score '%s', which %s requires; name one of scores.json"
                  .formatted(result.model(), requirement.score(), requirement));
        } else if (!requirement.holds(score.asDouble())) {
          violations.add(
              "%s: %s is %s, but %s is required"
                  .formatted(result.model(), requirement.score(), score.asDouble(), requirement));
        }
      }
    }
    return violations;
  }
}
