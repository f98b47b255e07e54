package dev.vinyl.cli;

import dev.vinyl.evaluation.EvaluationReport;
import dev.vinyl.evaluation.EvaluationResult;
import dev.vinyl.evaluation.ModelComparison;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import dev.vinyl.evaluation.metric.PairedDifference;
import dev.vinyl.evaluation.metric.Score;
import dev.vinyl.evaluation.metric.SegmentationScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An evaluation for people: each score with its convention, a column for each model. */
final class ScoreTable {
  private static final String ROW = "%-28s";

  private ScoreTable() {}

  static String of(EvaluationReport report) {
    List<EvaluationResult> results = report.results();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, split %s: %d pictures, %d skipped"
            .formatted(
                report.dataset(),
                report.split(),
                results.get(0).scores().images(),
                results.get(0).skipped().size()));
    if (results.size() > 1) {
      for (int i = 0; i < results.size(); i++) {
        lines.add("model %d: %s".formatted(i + 1, results.get(i).model()));
      }
      lines.add(header(results.size()));
    }
    lines.addAll(rows(results.stream().map(EvaluationResult::scores).toList()));
    for (int i = 0; i < results.size(); i++) {
      lines.add(interval(i, results));
      temperature(i, results).ifPresent(lines::add);
    }
    for (int i = 0; i < report.comparisons().size(); i++) {
      lines.addAll(differences(i + 2, report.comparisons().get(i)));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private static Optional<String> temperature(int model, List<EvaluationResult> results) {
    EvaluationResult result = results.get(model);
    return result
        .scaledCalibration()
        .flatMap(
            scaled ->
                result
                    .calibration()
                    .map(
                        own ->
                            String.format(
                                Locale.ROOT,
                                "%scalibration error %.4f, at temperature %.3f fitted on %s %.4f",
                                whose(model, results),
                                own.expectedError().estimate(),
                                scaled.temperature().scaling().temperature(),
                                scaled.temperature().split(),
                                scaled.calibration().expectedError().estimate())));
  }

  private static String whose(int model, List<EvaluationResult> results) {
    return results.size() == 1 ? "" : "model " + (model + 1) + ": ";
  }

  private static String interval(int model, List<EvaluationResult> results) {
    return whose(model, results)
        + Stream.of(Score.PAPER_MIOU, Score.DATASET_MIOU)
            .flatMap(
                score ->
                    results.get(model).interval(score.name()).stream()
                        .map(ends -> "95 %% of %s: %s".formatted(score.name(), ends(ends))))
            .collect(Collectors.joining(", "));
  }

  private static List<String> differences(int model, ModelComparison comparison) {
    List<String> lines = new ArrayList<>();
    for (Score score : List.of(Score.PAPER_MIOU, Score.DATASET_MIOU)) {
      PairedDifference found = comparison.differences().get(score.name());
      if (found != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "model %d - model 1, %s: %+.4f (95 %% %s), %d pictures better, %d worse",
                model,
                score.name(),
                found.difference().estimate(),
                ends(found.difference()),
                found.better(),
                found.worse()));
      }
    }
    return lines;
  }

  private static String ends(ConfidenceInterval interval) {
    return String.format(Locale.ROOT, "%.4f to %.4f", interval.low(), interval.high());
  }

  private static List<String> rows(List<SegmentationScores> scores) {
    List<String> rows = new ArrayList<>();
    rows.add(row("mIoU, paper convention", scores, s -> s.paper().miou()));
    rows.add(row("mIoU, dataset convention", scores, s -> s.dataset().miou()));
    for (String name : scores.get(0).classNames()) {
      rows.add(
          row("  IoU of " + name, scores, s -> s.confusion().iou(s.classNames().indexOf(name))));
    }
    rows.add(row("pixel accuracy", scores, s -> s.dataset().pixelAccuracy()));
    return rows;
  }

  private static String header(int models) {
    StringBuilder line = new StringBuilder(ROW.formatted(""));
    for (int i = 1; i <= models; i++) {
      line.append(String.format(Locale.ROOT, "%10s", "model " + i));
    }
    return line.toString();
  }

  private static String row(
      String name, List<SegmentationScores> scores, ToDoubleFunction<SegmentationScores> value) {
    StringBuilder line = new StringBuilder(ROW.formatted(name));
    for (SegmentationScores model : scores) {
      double score = value.applyAsDouble(model);
      line.append(
          Double.isNaN(score)
              ? "%10s".formatted("absent")
              : String.format(Locale.ROOT, "%10.4f", score));
    }
    return line.toString();
  }
}
