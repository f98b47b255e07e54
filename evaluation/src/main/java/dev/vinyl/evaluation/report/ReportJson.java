package dev.vinyl.evaluation.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.internal.json.Json;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ImageMatrices;
import dev.vinyl.evaluation.metric.Metric;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.evaluation.metric.PredictedImage;
import dev.vinyl.evaluation.report.EvaluationReport.GroupComparison;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import dev.vinyl.evaluation.report.EvaluationReport.RunGroup;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import dev.vinyl.runtime.image.ClassMask;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
    root.put("images", report.images());
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
    node.set("scores", scores(result));
    node.put("intervalsOver", OVER_IMAGES);
    ObjectNode intervals = node.putObject("intervals");
    result.scores().forEach(score -> putInterval(intervals, score.name(), score.interval()));
    ObjectNode slices = node.putObject("slices");
    for (ScoreSlices some : report.slices()) {
      if (some.model().equals(result.model())) {
        addSlices(slices.putObject(some.column()), some);
      }
    }
    String windows = result.provenance().get(EvaluationResult.WINDOWS);
    if (windows != null) {
      node.put(EvaluationResult.WINDOWS, windows);
    }
    node.put("images", result.images().size());
    node.put("skipped", result.skipped().size());
    node.put("seconds", result.seconds());
  }

  /** What every metric found, an object for each convention. */
  private static ObjectNode scores(EvaluationResult result) {
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    result
        .metrics()
        .forEach(
            (name, found) -> {
              if (found.tree().root().isEmpty()) {
                all.putNull(name);
              }
              add(all, found.tree().root());
            });
    return all;
  }

  private static void add(ObjectNode node, Map<?, ?> values) {
    values.forEach((key, value) -> add(node, key.toString(), value));
  }

  private static void add(ObjectNode node, String key, Object value) {
    if (value instanceof Map<?, ?> object) {
      add(node.get(key) instanceof ObjectNode there ? there : node.putObject(key), object);
    } else if (value instanceof List<?> rows) {
      ArrayNode array = node.putArray(key);
      rows.forEach(row -> add(array.addObject(), (Map<?, ?>) row));
    } else if (value instanceof ConfidenceInterval interval) {
      putInterval(node, key, interval);
    } else if (value instanceof Double || value instanceof Float) {
      putScore(node, key, ((Number) value).doubleValue());
    } else if (value instanceof Number count) {
      node.put(key, count.longValue());
    } else {
      node.put(key, value.toString());
    }
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
    String headline = "dataset.miou";
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
      Map<String, JsonNode> scores = leaves(scores(result));
      for (ScoreRequirement requirement : requirements) {
        JsonNode score = scores.get(requirement.score());
        if (score == null || !score.isNumber()) {
          violations.add(
              "%s: %s, which %s requires"
                  .formatted(
                      result.model(),
                      score == null
                          ? requirement.unknown(scores.keySet())
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

  /** The paths of all numbers below {@code scores} that there can be: those of one pixel. */
  static List<String> names(List<Metric> metrics, Metric.Context context) {
    ClassMask mask = new ClassMask(1, 1, new byte[1]);
    int classes = context.classNames().size();
    PredictedImage image =
        PredictedImage.of(classes, "", mask, mask).withLogits(new float[classes], mask);
    Map<String, MetricResult> found = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      Metric.Accumulator<?> accumulator = metric.accumulator(context);
      accumulator.add(image);
      found.put(metric.name(), accumulator.result(new Bootstrap(1, 0.95, 0)));
    }
    ImageMatrices matrices = new ImageMatrices(classes);
    matrices.add(image.confusion());
    Sample sample = new Sample("", Path.of(""), Path.of(""), Split.TEST, Map.of());
    List<EvaluationResult.Image> images = List.of(new EvaluationResult.Image(sample, 1, 1, 0, 0));
    return List.copyOf(
        leaves(
                scores(
                    new EvaluationResult(
                        "", Map.of(), context, found, matrices, images, List.of(), 0)))
            .keySet());
  }

  /** The numbers of a tree, and what would be numbers if they were defined, by their paths. */
  private static Map<String, JsonNode> leaves(JsonNode tree) {
    Map<String, JsonNode> all = new LinkedHashMap<>();
    addLeaves(all, "", tree);
    return all;
  }

  private static void addLeaves(Map<String, JsonNode> all, String path, JsonNode node) {
    String prefix = path.isEmpty() ? "" : path + ".";
    if (node.isObject()) {
      node.properties().forEach(entry -> addLeaves(all, prefix + entry.getKey(), entry.getValue()));
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        addLeaves(all, prefix + i, node.get(i));
      }
    } else if (node.isNumber() || node.isNull()) {
      all.put(path, node);
    }
  }
}
