package dev.vinyl.evaluation.internal.html;

import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.Figure;
import dev.vinyl.evaluation.metric.Figure.Calibration;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The sections with the scores of models: tables, and the figures of their metrics.
 *
 * @param measures the scores in tables, each with what it is in a line
 */
record ScoreSections(
    List<ModelScores> models, List<ModelComparison> comparisons, Map<String, String> measures) {
  void appendTo(Markup page) {
    appendSummary(page);
    if (!comparisons.isEmpty()) {
      appendComparisons(page);
    }
    Map<String, Figure> sections = new LinkedHashMap<>();
    models.forEach(
        model -> model.figures().forEach(figure -> sections.putIfAbsent(figure.heading(), figure)));
    sections.values().forEach(first -> appendSection(page, first));
  }

  /** The figures of all models under one heading, which are of the kind of the first. */
  private void appendSection(Markup page, Figure first) {
    Page.section(page, first.heading(), first.note());
    String file = first.heading().toLowerCase(Locale.ROOT).replace(' ', '-') + ".csv";
    if (first instanceof Figure.Bars bars) {
      new ClassSection(models, bars).appendTo(page, file);
    } else if (first instanceof Figure.Curve curve) {
      appendCurves(page, curve, file);
    } else {
      page.open("div", "class", "figures");
      for (int i = 0; i < models.size(); i++) {
        ModelScores model = models.get(i);
        int index = i;
        model
            .figures(first.heading(), Figure.Confusion.class)
            .forEach(figure -> new ConfusionFigure(model.name(), figure).appendTo(page, file));
        model
            .figures(first.heading(), Figure.Reliability.class)
            .forEach(figure -> appendReliability(page, model.name(), index, figure, file));
      }
      page.close();
    }
    page.close();
  }

  private void appendSummary(Markup page) {
    IntervalTable table = new IntervalTable("Model", List.copyOf(measures.keySet()), measures);
    models.forEach(model -> table.add(model.name(), model.inTables()));
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

  private void appendComparison(
      Markup page, String score, ModelComparison comparison, PairedDifference found) {
    page.open("tr").open("th", "scope", "row");
    Measures.append(page, score, measures);
    page.close().leaf("td", comparison.first(), "class", "text");
    page.leaf("td", comparison.second(), "class", "text");
    Page.change(page, found.difference());
    page.leaf("td", Numbers.count(found.better())).leaf("td", Numbers.count(found.worse()));
    page.leaf("td", Numbers.count(found.unchanged())).close();
  }

  private void appendCurves(Markup page, Figure.Curve curve, String file) {
    Map<String, List<ConfidenceInterval>> curves = new LinkedHashMap<>();
    Csv csv = new Csv("model", "pixels", "estimate", "low", "high", "level");
    double lowest = 1;
    double highest = 1;
    for (ModelScores model : models) {
      Map<String, ConfidenceInterval> own = model.family(curve.family());
      curves.put(model.name(), List.copyOf(own.values()));
      own.forEach((member, value) -> csv.interval(value, model.name(), member));
      for (ConfidenceInterval value : own.values()) {
        lowest = Math.min(lowest, Numbers.hasRange(value) ? value.low() : 1);
        highest = Math.max(highest, Numbers.hasRange(value) ? value.high() : 1);
      }
    }
    int points = curves.values().stream().mapToInt(List::size).max().orElse(1);
    Frame frame =
        new Frame(
            Axis.around(1, points, 7),
            Axis.around(lowest, highest, 6),
            curve.axis(),
            curve.value());
    LineChart chart = new LineChart(curve.title(), curve.note(), frame, curves);
    Page.legend(page, List.copyOf(curves.keySet()));
    page.open("div", "class", "figures");
    Page.figure(page, curve.title(), "Bands: over images.", chart, file, csv);
    page.close();
  }

  private static void appendReliability(
      Markup page, String model, int index, Figure.Reliability figure, String file) {
    Calibration found = figure.calibration();
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
    Page.figure(page, model, caption, new ReliabilityDiagram(model, index, found), file, csv);
  }
}
