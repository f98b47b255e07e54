package dev.vinyl.evaluation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vinyl.evaluation.metric.AbsentClasses;
import dev.vinyl.evaluation.metric.BoundaryIou;
import dev.vinyl.evaluation.metric.Calibration;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.SegmentationScores;
import dev.vinyl.evaluation.metric.TrimapAccuracy;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A model's scores as JSON: an object for each convention. */
final class ScoresJson {
  private ScoresJson() {}

  static ObjectNode of(EvaluationResult result) {
    SegmentationScores scores = result.scores();
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    addDataset(all.putObject("dataset"), scores.dataset());
    putInterval(all, "dataset", result, Score.DATASET_MIOU.name());
    addImage(all.putObject("image"), scores.image());
    putInterval(all, "image", result, Score.IMAGE_MIOU_SKIP.name());
    ReportJson.putScore(all.putObject("paper"), "miou", scores.paper().miou());
    putInterval(all, "paper", result, Score.PAPER_MIOU.name());
    HeadlineScores.foreground(scores.classNames())
        .ifPresent(
            score -> {
              ReportJson.putScore(
                  all.putObject("foreground"),
                  "iou",
                  score.formula().applyAsDouble(scores.confusion()));
              putInterval(all, "foreground", result, score.name());
            });
    addBoundary(all.putObject("boundary"), result.boundary());
    addTrimap(all.putObject("trimap"), result.trimap());
    Optional<Calibration> calibration = result.calibration();
    if (calibration.isPresent()) {
      ObjectNode node = all.putObject("calibration");
      addCalibration(node, calibration.get());
      result.scaledCalibration().ifPresent(s -> addScaled(node.putObject("temperature"), s));
    } else {
      all.putNull("calibration");
    }
    return all;
  }

  private static void putInterval(
      ObjectNode all, String convention, EvaluationResult result, String score) {
    result
        .interval(score)
        .ifPresent(
            found -> ReportJson.putInterval(all.withObject("/" + convention), "ci95", found));
  }

  private static void addDataset(ObjectNode node, SegmentationScores.DatasetConvention scores) {
    ReportJson.putScore(node, "miou", scores.miou());
    ReportJson.putScore(node, "pixelAccuracy", scores.pixelAccuracy());
    ReportJson.putScore(node, "meanClassAccuracy", scores.meanClassAccuracy());
    ReportJson.putScore(node, "frequencyWeightedIou", scores.frequencyWeightedIou());
    ReportJson.putScore(node, "meanDice", scores.meanDice());
    addClasses(node.putObject("iou"), scores.iou());
    addClasses(node.putObject("dice"), scores.dice());
  }

  private static void addClasses(ObjectNode node, Map<String, Double> scores) {
    scores.forEach((name, score) -> ReportJson.putScore(node, name, score));
  }

  private static void addImage(ObjectNode node, SegmentationScores.ImageConvention scores) {
    ObjectNode miou = node.putObject("miou");
    for (AbsentClasses absent : AbsentClasses.values()) {
      ReportJson.putScore(miou, absent.name().toLowerCase(Locale.ROOT), scores.miou(absent));
    }
  }

  private static void addBoundary(ObjectNode node, BoundaryIou boundary) {
    ReportJson.putScore(node, "miou", boundary.miou().estimate());
    addClasses(node.putObject("iou"), boundary.iou());
    ReportJson.putInterval(node, "ci95", boundary.miou());
  }

  private static void addTrimap(ObjectNode node, TrimapAccuracy trimap) {
    ObjectNode accuracy = node.putObject("accuracy");
    for (int distance = 1; distance <= trimap.rings().size(); distance++) {
      ReportJson.putScore(accuracy, Integer.toString(distance), trimap.within(distance));
    }
  }

  private static void addScaled(ObjectNode node, ScaledCalibration scaled) {
    node.put("value", scaled.temperature().scaling().temperature());
    node.put("fittedOn", scaled.temperature().split());
    node.put("images", scaled.temperature().images());
    addCalibration(node, scaled.calibration());
  }

  private static void addCalibration(ObjectNode node, Calibration calibration) {
    ReportJson.putScore(node, "ece", calibration.expectedError().estimate());
    ReportJson.putScore(node, "nll", calibration.nll());
    node.put("pixels", calibration.pixels());
    ArrayNode bins = node.putArray("bins");
    for (Calibration.Bin bin : calibration.bins()) {
      ObjectNode one = bins.addObject().put("pixels", bin.pixels());
      ReportJson.putScore(one, "confidence", bin.confidence());
      ReportJson.putScore(one, "accuracy", bin.accuracy());
    }
    ReportJson.putInterval(node, "ci95", calibration.expectedError());
  }
}
