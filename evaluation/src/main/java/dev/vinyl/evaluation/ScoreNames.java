package dev.vinyl.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.TemperatureScaling;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.internal.io.Spelling;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The paths of scores below {@code scores} of the JSON report, steps joined by dots. */
final class ScoreNames {
  private static final int MOST_NEAR = 3;

  private ScoreNames() {}

  /** All that there can be: those of an evaluation of one pixel. */
  static List<String> of(List<String> classNames, boolean temperature) {
    Optional<FittedTemperature> fitted =
        temperature
            ? Optional.of(new FittedTemperature(new TemperatureScaling(1, 0, 0, 0), "", 1))
            : Optional.empty();
    int classes = classNames.size();
    ClassMask mask = new ClassMask(1, 1, new byte[1]);
    ModelAccumulator accumulator = new ModelAccumulator("", Map.of(), classNames, fitted);
    PixelAccumulator pixels = new PixelAccumulator(classNames, fitted);
    pixels.add(mask, mask);
    pixels.calibrate("", new float[classes], mask);
    accumulator.merge(pixels);
    Sample sample = new Sample("", Path.of(""), Path.of(""), Split.TEST, Map.of());
    BatchResults.OfModel found =
        new BatchResults.OfModel(mask, ConfusionMatrix.of(classes, mask, mask), 0, 0);
    accumulator.add(new BatchResults.Scored(sample, mask, 0, List.of(found)), found);
    EvaluationResult result = accumulator.result(List.of(), new Bootstrap(1, 0.95, 0), 0);
    return List.copyOf(leaves(ScoresJson.of(result)).keySet());
  }

  /** The numbers of a tree, and what would be numbers if they were defined, by their paths. */
  static Map<String, JsonNode> leaves(JsonNode tree) {
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

  /** That there is no such score, and which are near. */
  static String unknown(String name, Collection<String> known) {
    List<String> names =
        known.stream()
            .filter(other -> !other.contains(".ci95.") && !other.contains(".bins."))
            .toList();
    String near = String.join(", ", Spelling.near(name, names, MOST_NEAR));
    return "there is no score '%s'; %s"
        .formatted(
            name, near.isEmpty() ? "name one below scores in scores.json" : "near are " + near);
  }
}
