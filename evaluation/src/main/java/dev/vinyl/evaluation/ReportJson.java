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
  private static final String OVER_IMAGES = "images";
  private static final String OVER_RUNS_AND_IMAGES = "runs and images";

  private ReportJson() {}

  static String write(EvaluationReport report) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Set<SkippedImage> skipped = new LinkedHashSet<>();
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
    ArrayNode groups = root.putArray("groups");
    report.groups().forEach(group -> addGroup(groups.addObject(), report, group));
    ArrayNode groupComparisons = root.putArray("groupComparisons");
    report.groupComparisons().forEach(c -> addGroups(groupComparisons.addObject(), c));
    ArrayNode list = root.putArray("skippedPictures");
    for (SkippedImage image : skipped) {
      list.addObject()
          .put("id", image.id())
          .put("file", image.file().toString())
          .put("reason", image.reason());
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
    node.put("intervalsOver", OVER_IMAGES);
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
    node.put("over", OVER_IMAGES);
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
  }

  private static void addGroup(ObjectNode node, EvaluationReport report, RunGroup group) {
    node.put("group", group.name());
    node.put("over", OVER_RUNS_AND_IMAGES);
    node.put("runs", group.models().size());
    node.put("encoder", group.encoder().label());
    ArrayNode models = node.putArray("models");
    group.models().forEach(index -> models.add(report.results().get(index).model()));
    ArrayNode seeds = node.putArray("seeds");
    group.seeds().forEach(seeds::add);
    ObjectNode provenance = node.putObject("provenance");
    group.provenance().forEach(provenance::put);
    ObjectNode scores = node.putObject("scores");
    group
        .scores()
        .forEach(
            (name, score) -> {
              ObjectNode one = scores.putObject(name);
              putScore(one, "mean", score.interval().estimate());
              putScore(one, "standardDeviation", score.standardDeviation());
              putInterval(one, "ci95", score.interval());
              putInterval(one, "bootstrap95", score.bootstrap());
            });
  }

  private static void addGroups(ObjectNode node, GroupComparison comparison) {
    node.put("group", comparison.second());
    node.put("against", comparison.first());
    node.put("over", OVER_RUNS_AND_IMAGES);
    ObjectNode all = node.putObject("differences");
    comparison
        .differences()
        .forEach(
            (name, found) -> {
              ObjectNode one = all.putObject(name);
              putScore(one, "difference", found.interval().estimate());
              putInterval(one, "ci95", found.interval());
              putInterval(one, "bootstrap95", found.bootstrap());
              one.put("significant", found.significant());
            });
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
      Map<String, JsonNode> scores = ScoreNames.leaves(ScoresJson.of(result));
      for (ScoreRequirement requirement : requirements) {
        JsonNode score = scores.get(requirement.score());
        if (score == null || !score.isNumber()) {
          violations.add(
              "%s: %s, which %s requires"
                  .formatted(
                      result.model(),
                      score == null
                          ? ScoreNames.unknown(requirement.score(), scores.keySet())
                          : requirement.score() + " is not defined on these images",
                      requirement));
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
