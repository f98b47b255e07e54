package dev.vinyl.evaluation.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vinyl.evaluation.SegmentationEvaluation;
import dev.vinyl.evaluation.SegmentationEvaluation.ModelResult;
import dev.vinyl.evaluation.SegmentationEvaluation.ScoredPicture;
import dev.vinyl.runtime.io.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An evaluation in a folder.
 *
 * @param scores the whole evaluation, see {@link EvaluationJson}
 * @param pictures a table of every picture's score under every model
 */
public record EvaluationFiles(Path scores, Path pictures) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Writes {@code scores.json} and {@code pictures.csv}, replacing those that are there.
   *
   * @param folder made if it is missing
   * @throws IOException if a file cannot be written; it is not left half-written then
   */
  public static EvaluationFiles write(SegmentationEvaluation evaluation, Path folder)
      throws IOException {
    EvaluationFiles files =
        new EvaluationFiles(folder.resolve("scores.json"), folder.resolve("pictures.csv"));
    byte[] json =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(EvaluationJson.of(evaluation));
    AtomicFile.write(files.scores, out -> out.write(json));
    byte[] table = table(evaluation).getBytes(StandardCharsets.UTF_8);
    AtomicFile.write(files.pictures, out -> out.write(table));
    return files;
  }

  private static String table(SegmentationEvaluation evaluation) {
    StringBuilder table = new StringBuilder("model,picture,paper_miou,pixel_accuracy\n");
    for (ModelResult model : evaluation.models()) {
      for (ScoredPicture picture : model.pictures()) {
        table.append(
            String.format(
                Locale.ROOT,
                "%s,%s,%.6f,%.6f\n",
                quoted(model.name()),
                quoted(picture.id()),
                picture.score().paperMiou(),
                picture.score().pixelAccuracy()));
      }
    }
    return table.toString();
  }

  private static String quoted(String text) {
    return text.matches("[^,\"\\r\\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
  }
}
