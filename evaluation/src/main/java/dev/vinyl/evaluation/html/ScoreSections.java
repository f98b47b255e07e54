package dev.vinyl.evaluation.html;

import dev.vinyl.evaluation.ModelComparison;
import dev.vinyl.evaluation.metric.Calibration;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.PairedDifference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The sections with the scores of models: tables, classes, confusion, calibration. */
record ScoreSections(
    List<String> classNames, List<ModelScores> models, List<ModelComparison> comparisons) {

  void appendTo(Markup page) {
    appendSummary(page);
    if (!comparisons.isEmpty()) {
      appendComparisons(page);
    }
    appendClasses(page);
    appendConfusion(page);
    if (models.stream().anyMatch(model -> !model.nearBoundaries().isEmpty())) {
      appendNearBoundaries(page);
    }
    if (models.stream().anyMatch(model -> model.calibration().isPresent())) {
      appendCalibration(page);
    }
  }

  private void appendSummary(Markup page) {
    Set<String> names = new LinkedHashSet<>();
    models.forEach(model -> names.addAll(model.scores().keySet()));
    IntervalTable table = new IntervalTable("Model", List.copyOf(names));
    models.forEach(model -> table.add(model.name(), model.scores()));
    Page.section(
        page,
        "Scores",
        "Each score is named with its convention; open a name to read what it is. Ranges are over"
            + " images.");
    table.appendTo(page, "scores.csv");
    page.close();
  }

  private void appendComparisons(Markup page) {
    Page.section(
        page,
        "Differences",
        "The second model minus the first on the same images. Ranges are over images: what other"
            + " images would give for these very models. Runs of one recipe differ too, from seed"
            + " to seed, and one run of each says nothing of that.");
    Csv csv = new Csv("score", "first", "second", "estimate", "low", "high", "level");
    Page.tableHead(
        page, List.of("Score", "First", "Second", "Difference", "Better", "Worse", "Unchanged"));
    for (ModelComparison comparison : comparisons) {
      comparison
          .differences()
          .forEach(
              (score, found) -> {
                csv.interval(found.difference(), score, comparison.first(), comparison.second());
                appendComparison(page, score, comparison, found);
              });
    }
    page.close().close().close();
    Page.download(page, "differences.csv", csv);
    page.close();
  }

  private static void appendComparison(
      Markup page, String score, ModelComparison comparison, PairedDifference found) {
    page.open("tr").open("th", "scope", "row");
    Measures.append(page, score);
    page.close().leaf("td", comparison.first(), "class", "text");
    page.leaf("td", comparison.second(), "class", "text");
    Page.change(page, found.difference());
    page.leaf("td", Numbers.count(found.better())).leaf("td", Numbers.count(found.worse()));
    page.leaf("td", Numbers.count(found.unchanged())).close();
  }

  private void appendClasses(Markup page) {
    List<String> names = models.stream().map(ModelScores::name).toList();
    Page.section(page, "Classes", "Intersection over union of each class over all pixels.");
    Page.legend(page, names);
    Csv csv = new Csv("model", "class", "estimate", "low", "high", "level");
    for (ModelScores model : models) {
      for (int c = 0; c < classNames.size(); c++) {
        csv.interval(model.iouByClass().get(c), model.name(), classNames.get(c));
      }
    }
    BarChart chart =
        new BarChart(
            "Intersection over union by class",
            "A bar for each class and model; the numbers are in the file below.",
            "Intersection over union",
            classNames,
            names,
            models.stream().map(ModelScores::iouByClass).toList());
    page.open("div", "class", "figures");
    Page.figure(page, "IoU by class", "Whiskers: over images.", chart, "classes.csv", csv);
    page.close().close();
  }

  private void appendConfusion(Markup page) {
    Page.section(
        page,
        "Confusion",
        "Of the pixels of a true class (row), the share predicted as each class.");
    page.open("div", "class", "figures");
    for (ModelScores model : models) {
      HeatMap chart = confusion(model);
      List<String> header = new ArrayList<>(List.of("truth"));
      header.addAll(classNames);
      Csv csv = new Csv(header);
      for (int target = 0; target < classNames.size(); target++) {
        List<String> row = new ArrayList<>(List.of(classNames.get(target)));
        for (int found = 0; found < classNames.size(); found++) {
          row.add(Long.toString(model.confusion().count(target, found)));
        }
        csv.row(row);
      }
      String caption = Numbers.count(model.confusion().total()) + " pixels.";
      Page.figure(page, model.name(), caption, chart, "confusion.csv", csv);
    }
    page.close().close();
  }

  private void appendNearBoundaries(Markup page) {
    Map<String, List<ConfidenceInterval>> curves = new LinkedHashMap<>();
    Csv csv = new Csv("model", "pixels", "estimate", "low", "high", "level");
    double lowest = 1;
    for (ModelScores model : models) {
      curves.put(model.name(), model.nearBoundaries());
      for (int i = 0; i < model.nearBoundaries().size(); i++) {
        ConfidenceInterval value = model.nearBoundaries().get(i);
        csv.interval(value, model.name(), Integer.toString(i + 1));
        lowest = Math.min(lowest, Numbers.hasRange(value) ? value.low() : 1);
      }
    }
    int distances = curves.values().stream().mapToInt(List::size).max().orElse(1);
    Frame frame =
        new Frame(
            Axis.around(1, distances, 7),
            Axis.around(lowest, 1, 6),
            "Pixels from a boundary, at most",
            "Accuracy");
    LineChart chart =
        new LineChart(
            "Accuracy near boundaries",
            "Share of pixels predicted right within a distance of a boundary.",
            frame,
            curves);
    Page.section(
        page,
        "Boundaries",
        "trimap.accuracy: share of pixels predicted right, within a distance of a boundary of the"
            + " ground truth.");
    Page.legend(page, List.copyOf(curves.keySet()));
    page.open("div", "class", "figures");
    Page.figure(page, "Near boundaries", "Bands: over images.", chart, "boundaries.csv", csv);
    page.close().close();
  }

  private HeatMap confusion(ModelScores model) {
    ConfusionMatrix matrix = model.confusion();
    List<List<Double>> shares = new ArrayList<>();
    List<List<String>> hints = new ArrayList<>();
    for (int target = 0; target < classNames.size(); target++) {
      List<Double> shareRow = new ArrayList<>();
      List<String> hintRow = new ArrayList<>();
      for (int found = 0; found < classNames.size(); found++) {
        long count = matrix.count(target, found);
        double share = (double) count / matrix.targetPixels(target);
        shareRow.add(share);
        hintRow.add(
            "%s as %s: %s pixels, %s"
                .formatted(
                    classNames.get(target),
                    classNames.get(found),
                    Numbers.count(count),
                    Numbers.percent(share)));
      }
      shares.add(shareRow);
      hints.add(hintRow);
    }
    return new HeatMap(
        "Confusion matrix of " + model.name(),
        "Rows are true classes, columns predicted ones.",
        "Ground truth",
        "Prediction",
        classNames,
        shares,
        hints);
  }

  private void appendCalibration(Markup page) {
    Page.section(
        page,
        "Calibration",
        "On the dashed line confidence equals accuracy; below it the model is overconfident.");
    page.open("div", "class", "figures");
    for (int i = 0; i < models.size(); i++) {
      ModelScores model = models.get(i);
      if (model.calibration().isPresent()) {
        appendReliability(page, model.name(), i, model.calibration().get());
      }
    }
    page.close().close();
  }

  private static void appendReliability(Markup page, String model, int index, Calibration found) {
    Csv csv = new Csv("bin", "pixels", "confidence", "accuracy");
    for (int i = 0; i < found.bins().size(); i++) {
      Calibration.Bin bin = found.bins().get(i);
      csv.row(
          Integer.toString(i),
          Long.toString(bin.pixels()),
          Csv.number(bin.confidence()),
          Csv.number(bin.accuracy()));
    }
    String caption =
        "Expected calibration error %s; NLL %s nats."
            .formatted(Numbers.withInterval(found.expectedError()), Numbers.plain(found.nll()));
    Chart chart = new ReliabilityDiagram(model, index, found);
    Page.figure(page, model, caption, chart, "calibration.csv", csv);
  }
}
