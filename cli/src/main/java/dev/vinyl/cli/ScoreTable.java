package dev.vinyl.cli;

import dev.vinyl.evaluation.SegmentationEvaluation;
import dev.vinyl.evaluation.SegmentationEvaluation.ModelResult;
import dev.vinyl.evaluation.metric.SegmentationScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An evaluation for people: each score with its convention, a column for each model. */
final class ScoreTable {
  private static final String ROW = "%-28s";

  private ScoreTable() {}

  static String of(SegmentationEvaluation evaluation) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, split %s: %d pictures, %d skipped"
            .formatted(
                evaluation.dataset(),
                evaluation.split().label(),
                evaluation.images(),
                evaluation.skipped().size()));
    List<SegmentationScores> scores =
        evaluation.models().stream().map(ModelResult::scores).toList();
    if (scores.size() > 1) {
      for (int i = 0; i < scores.size(); i++) {
        lines.add("  model %d: %s".formatted(i + 1, evaluation.models().get(i).name()));
      }
      lines.add(header(scores.size()));
    }
    lines.add(row("mIoU, paper convention", scores.stream().map(s -> s.paper().miou()).toList()));
    lines.add(
        row("mIoU, dataset convention", scores.stream().map(s -> s.dataset().miou()).toList()));
    for (String name : scores.get(0).classNames()) {
      List<Double> values = scores.stream().map(s -> s.dataset().iou().get(name)).toList();
      lines.add(row("  IoU of " + name, values));
    }
    lines.add(
        row("pixel accuracy", scores.stream().map(s -> s.dataset().pixelAccuracy()).toList()));
    return String.join(System.lineSeparator(), lines);
  }

  private static String header(int models) {
    StringBuilder line = new StringBuilder(ROW.formatted(""));
    for (int i = 1; i <= models; i++) {
      line.append(String.format(Locale.ROOT, "%10s", "model " + i));
    }
    return line.toString();
  }

  private static String row(String name, List<Double> values) {
    StringBuilder line = new StringBuilder(ROW.formatted(name));
    for (double value : values) {
      line.append(
          Double.isNaN(value)
              ? "%10s".formatted("absent")
              : String.format(Locale.ROOT, "%10.4f", value));
    }
    return line.toString();
  }
}
