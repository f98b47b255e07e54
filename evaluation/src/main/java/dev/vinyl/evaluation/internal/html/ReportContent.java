package dev.vinyl.evaluation.internal.html;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.internal.html.EvaluationPage.ImageGroup;
import dev.vinyl.evaluation.internal.names.ShortNames;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.Figure;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.report.EvaluationReport;
import dev.vinyl.evaluation.report.EvaluationReport.ModelComparison;
import dev.vinyl.evaluation.report.EvaluationReport.ScoreSlices;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.SkippedImage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a page shows of a report, with models called by short names. */
final class ReportContent {
  private static final int TABLE_BYTES = 1_800_000;
  private static final int BYTES_OF_ROW = 150;
  private static final int BYTES_OF_CELL = 90;

  private final EvaluationReport report;
  private final List<EvaluationResult> results;
  private final List<String> classNames;
  private final List<String> names;

  ReportContent(EvaluationReport report) {
    this.report = report;
    this.results = report.results();
    this.classNames = results.get(0).classNames();
    this.names = ShortNames.of(results.stream().map(EvaluationResult::model).toList());
  }

  EvaluationPage page(List<ImageGroup> groups, Provenance provenance) {
    List<ModelScores> models = new ArrayList<>();
    for (int m = 0; m < results.size(); m++) {
      models.add(scores(names.get(m), results.get(m)));
    }
    Set<SkippedImage> skipped = new LinkedHashSet<>();
    results.forEach(result -> skipped.addAll(result.skipped()));
    return new EvaluationPage(
        "Segmentation of %s, %s".formatted(report.dataset(), report.split()),
        classNames,
        models,
        comparisons(),
        groups(),
        report.groupComparisons(),
        slices(),
        EvaluationReport.IMAGE_SCORE,
        report.images(),
        imageScores(),
        groups,
        List.copyOf(skipped),
        provenance);
  }

  private static ModelScores scores(String name, EvaluationResult result) {
    Map<Score, ConfidenceInterval> scores = new LinkedHashMap<>();
    result.scores().forEach(found -> scores.put(found.score(), found.interval()));
    List<Figure> figures =
        result.metrics().values().stream().flatMap(found -> found.figures().stream()).toList();
    return new ModelScores(name, result.provenance(), scores, figures);
  }

  private List<EvaluationPage.Group> groups() {
    return report.groups().stream()
        .map(
            group ->
                new EvaluationPage.Group(group, group.models().stream().map(names::get).toList()))
        .toList();
  }

  /** Comparisons are with the first, in the order of the others. */
  private List<ModelComparison> comparisons() {
    List<ModelComparison> all = new ArrayList<>();
    for (int i = 0; i < report.comparisons().size(); i++) {
      Map<String, PairedDifference> found = report.comparisons().get(i).differences();
      Map<String, PairedDifference> shown = new LinkedHashMap<>();
      for (String score : EvaluationReport.HEADLINE) {
        PairedDifference difference = found.get(score);
        if (difference != null) {
          shown.put(score, difference);
        }
      }
      all.add(new ModelComparison(names.get(0), names.get(i + 1), shown));
    }
    return all;
  }

  private List<ScoreSlices> slices() {
    List<ScoreSlices> all = new ArrayList<>();
    for (ScoreSlices some : report.slices()) {
      all.add(new ScoreSlices(shortName(some.model()), some.column(), some.slices()));
    }
    return all;
  }

  private String shortName(String model) {
    List<String> models = results.stream().map(EvaluationResult::model).toList();
    return names.get(models.indexOf(model));
  }

  /** All images, or the worst of very many. */
  private List<EvaluationPage.Image> imageScores() {
    List<EvaluationPage.Image> all = new ArrayList<>();
    for (int i = 0; i < results.get(0).images().size(); i++) {
      List<Double> scores = new ArrayList<>();
      for (EvaluationResult result : results) {
        scores.add(result.matrices().image(i).meanIou(AbsentClasses.SKIP));
      }
      Sample sample = results.get(0).images().get(i).sample();
      all.add(new EvaluationPage.Image(sample.id(), Optional.of(sample.image()), scores));
    }
    int most = TABLE_BYTES / (BYTES_OF_ROW + BYTES_OF_CELL * results.size());
    if (all.size() <= most) {
      return all;
    }
    return all.stream()
        .sorted(Comparator.comparingDouble(ReportContent::mean))
        .limit(most)
        .toList();
  }

  private static double mean(EvaluationPage.Image image) {
    return image.scores().stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
  }
}
