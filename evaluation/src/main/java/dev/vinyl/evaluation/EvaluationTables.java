package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.runtime.internal.io.CsvRow;
import java.util.ArrayList;
import java.util.List;

/** The tables of a report as CSV: commas, line feeds, quotes where a value needs them. */
final class EvaluationTables {
  private EvaluationTables() {}

  /** Scored images with their scores, then the skipped ones with their reason. */
  static String images(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    append(csv, List.of("model", "id", "file", "paper_miou", "pixel_accuracy", "skipped"));
    for (EvaluationResult result : results) {
      for (ScoredImage scored : result.images()) {
        append(
            csv,
            List.of(
                result.model(),
                scored.sample().id(),
                scored.sample().image().toString(),
                Double.toString(scored.score().paperMiou()),
                Double.toString(scored.score().pixelAccuracy()),
                ""));
      }
      for (SkippedImage image : result.skipped()) {
        append(
            csv,
            List.of(result.model(), image.id(), image.file().toString(), "", "", image.reason()));
      }
    }
    return csv.toString();
  }

  /** Pixels: a row for each true class, a column for each predicted one. */
  static String confusion(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("model", "truth"));
    header.addAll(results.get(0).scores().classNames());
    append(csv, header);
    for (EvaluationResult result : results) {
      List<String> classes = result.scores().classNames();
      ConfusionMatrix confusion = result.scores().confusion();
      for (int target = 0; target < classes.size(); target++) {
        List<String> row = new ArrayList<>(List.of(result.model(), classes.get(target)));
        for (int prediction = 0; prediction < classes.size(); prediction++) {
          row.add(Long.toString(confusion.count(target, prediction)));
        }
        append(csv, row);
      }
    }
    return csv.toString();
  }

  private static void append(StringBuilder csv, List<String> values) {
    csv.append(CsvRow.of(values));
  }
}
