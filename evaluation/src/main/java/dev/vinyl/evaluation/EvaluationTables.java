package dev.vinyl.evaluation;

import dev.vinyl.evaluation.metric.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The tables of a report as CSV: commas, line feeds, quotes where a value needs them. */
final class EvaluationTables {
  private EvaluationTables() {}

  /** Scored pictures with their scores, then the skipped ones with their reason. */
  static String images(List<EvaluationResult> results) {
    StringBuilder csv = new StringBuilder();
    append(csv, List.of("model", "id", "file", "paper_miou", "pixel_accuracy", "skipped"));
    for (EvaluationResult result : results) {
      for (ScoredPicture picture : result.pictures()) {
        append(
            csv,
            List.of(
                result.model(),
                picture.picture().id(),
                picture.picture().image().toString(),
                Double.toString(picture.score().paperMiou()),
                Double.toString(picture.score().pixelAccuracy()),
                ""));
      }
      for (SkippedPicture picture : result.skipped()) {
        append(
            csv,
            List.of(
                result.model(), picture.id(), picture.file().toString(), "", "", picture.reason()));
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
      for (int truth = 0; truth < classes.size(); truth++) {
        List<String> row = new ArrayList<>(List.of(result.model(), classes.get(truth)));
        for (int prediction = 0; prediction < classes.size(); prediction++) {
          row.add(Long.toString(confusion.count(truth, prediction)));
        }
        append(csv, row);
      }
    }
    return csv.toString();
  }

  private static void append(StringBuilder csv, List<String> values) {
    csv.append(values.stream().map(EvaluationTables::quoted).collect(Collectors.joining(",")));
    csv.append('\n');
  }

  private static String quoted(String value) {
    boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
  }
}
