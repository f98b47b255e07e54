package dev.vinyl.evaluation.report;

import dev.vinyl.data.Sample;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.metric.MetricResult;
import dev.vinyl.runtime.internal.io.CsvRow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The tables of an evaluation for spreadsheets. */
final class ReportCsv {
  private ReportCsv() {}

  /** Scored images with their scores, then the skipped ones with their reason. */
  static String images(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("model", "id", "file"));
    results.get(0).columns().forEach(column -> header.add(column.name()));
    header.add("skipped");
    append(csv, header);
    for (EvaluationResult result : results) {
      for (int i = 0; i < result.images().size(); i++) {
        Sample sample = result.images().get(i).sample();
        List<String> row = new ArrayList<>();
        row.addAll(List.of(result.model(), sample.id(), sample.image().toString()));
        for (MetricResult.Column column : result.columns()) {
          double value = column.values().get(i);
          row.add(Double.isNaN(value) ? "" : Double.toString(value));
        }
        row.add("");
        append(csv, row);
      }
      for (SkippedImage image : result.skipped()) {
        List<String> row = new ArrayList<>();
        row.addAll(List.of(result.model(), image.id(), image.file().toString()));
        row.addAll(Collections.nCopies(result.columns().size(), ""));
        row.add(image.reason());
        append(csv, row);
      }
    }
    return csv.toString();
  }

  /** Pixels: a row for each true class, a column for each predicted one. */
  static String confusion(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("model", "truth"));
    header.addAll(results.get(0).classNames());
    append(csv, header);
    for (EvaluationResult result : results) {
      List<String> classes = result.classNames();
      ConfusionMatrix confusion = result.matrices().total();
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
