package dev.vinyl.cli;

import dev.vinyl.evaluation.EvaluationReport;
import dev.vinyl.evaluation.EvaluationResult;
import dev.vinyl.evaluation.GroupComparison;
import dev.vinyl.evaluation.ModelComparison;
import dev.vinyl.evaluation.RunGroup;
import dev.vinyl.evaluation.ScoreSlices;
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
  private static final String FOREGROUND = "foreground.iou";

  private ScoreTable() {}

  static String of(EvaluationReport report) {
    List<EvaluationResult> results = report.results();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, split %s: %d images, %d skipped%s"
            .formatted(
                report.dataset(),
                report.split(),
                results.get(0).scores().images(),
                results.get(0).skipped().size(),
                report.incompleteness().map(words -> "; " + words).orElse("")));
    if (results.size() > 1) {
      for (int i = 0; i < results.size(); i++) {
        lines.add("model %d: %s".formatted(i + 1, results.get(i).model()));
      }
      lines.add(header(results.size()));
    }
    lines.addAll(rows(results));
    for (int i = 0; i < results.size(); i++) {
      lines.add(interval(i, results));
      temperature(i, results).ifPresent(lines::add);
    }
    for (int i = 0; i < report.comparisons().size(); i++) {
      lines.addAll(differences(i + 2, report.comparisons().get(i)));
    }
    if (!report.comparisons().isEmpty()) {
      lines.add("(95 % over images: what other images would give for these very models)");
    }
    report.groups().forEach(group -> lines.addAll(group(group)));
    report.groupComparisons().forEach(comparison -> lines.addAll(differences(comparison)));
    lines.addAll(slices(report));
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
                "model %d - model 1, %s: %+.4f (95 %% over images %s), %d images better, %d"
                    + " worse",
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

  private static List<String> group(RunGroup group) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: models %s, runs of one recipe with the seeds %s"
            .formatted(
                group.name(),
                group.models().stream().map(i -> "" + (i + 1)).collect(Collectors.joining(", ")),
                String.join(", ", group.seeds())));
    for (Score score : List.of(Score.PAPER_MIOU, Score.DATASET_MIOU)) {
      RunGroup.RunScore found = group.scores().get(score.name());
      if (found != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s, %s: mean %.4f, standard deviation %.4f over %d runs (95 %% over runs and"
                    + " images %s)",
                group.name(),
                score.name(),
                found.interval().estimate(),
                found.standardDeviation(),
                group.models().size(),
                ends(found.interval())));
      }
    }
    return lines;
  }

  private static List<String> differences(GroupComparison comparison) {
    List<String> lines = new ArrayList<>();
    for (Score score : List.of(Score.PAPER_MIOU, Score.DATASET_MIOU)) {
      GroupComparison.Difference found = comparison.differences().get(score.name());
      if (found != null) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%s - %s, %s: %+.4f (95 %% over runs and images %s)",
                comparison.second(),
                comparison.first(),
                score.name(),
                found.interval().estimate(),
                ends(found.interval())));
      }
    }
    return lines;
  }

  private static String ends(ConfidenceInterval interval) {
    return String.format(Locale.ROOT, "%.4f to %.4f", interval.low(), interval.high());
  }

  private static List<String> rows(List<EvaluationResult> results) {
    List<String> rows = new ArrayList<>();
    rows.add(row("mIoU, paper convention", results, r -> r.scores().paper().miou()));
    rows.add(row("mIoU, dataset convention", results, r -> r.scores().dataset().miou()));
    for (String name : results.get(0).scores().classNames()) {
      rows.add(row("  IoU of " + name, results, r -> iou(r.scores(), name)));
    }
    if (results.get(0).interval(FOREGROUND).isPresent()) {
      rows.add(
          row(
              "IoU of pet, border left out",
              results,
              r -> r.interval(FOREGROUND).map(ConfidenceInterval::estimate).orElse(Double.NaN)));
    }
    rows.add(row("mIoU of boundaries", results, r -> r.boundary().miou().estimate()));
    rows.add(row("pixel accuracy", results, r -> r.scores().dataset().pixelAccuracy()));
    rows.add(row("calibration error", results, ScoreTable::calibrationError));
    return rows;
  }

  private static double iou(SegmentationScores scores, String className) {
    return scores.confusion().iou(scores.classNames().indexOf(className));
  }

  private static double calibrationError(EvaluationResult result) {
    return result.calibration().map(c -> c.expectedError().estimate()).orElse(Double.NaN);
  }

  /** The slices of each column: a row for each value, a column for each model. */
  private static List<String> slices(EvaluationReport report) {
    List<String> lines = new ArrayList<>();
    ScoreSlices.byColumn(report.slices())
        .forEach(
            (column, models) -> {
              lines.add("mIoU, dataset convention, by " + column.label());
              models
                  .get(0)
                  .slices()
                  .forEach((value, slice) -> lines.add(row(value, slice, models)));
            });
    return lines;
  }

  private static String row(String value, ScoreSlices.Slice slice, List<ScoreSlices> models) {
    String name = "  %s (%d)".formatted(value, slice.images());
    return row(name, models, model -> datasetMiou(model, value));
  }

  private static double datasetMiou(ScoreSlices model, String value) {
    ScoreSlices.Slice slice = model.slices().get(value);
    return slice == null ? Double.NaN : slice.datasetMiou();
  }

  private static String header(int models) {
    StringBuilder line = new StringBuilder(ROW.formatted(""));
    for (int i = 1; i <= models; i++) {
      line.append(String.format(Locale.ROOT, "%10s", "model " + i));
    }
    return line.toString();
  }

  private static <T> String row(String name, List<T> models, ToDoubleFunction<T> value) {
    StringBuilder line = new StringBuilder(ROW.formatted(name));
    for (T model : models) {
      double score = value.applyAsDouble(model);
      line.append(
          Double.isNaN(score)
              ? "%10s".formatted("none")
              : String.format(Locale.ROOT, "%10.4f", score));
    }
    return line.toString();
  }
}
