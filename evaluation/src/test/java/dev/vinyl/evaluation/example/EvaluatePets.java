package dev.vinyl.evaluation.example;

import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.EvaluationReport;
import dev.vinyl.evaluation.EvaluationResult;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.html.EvaluationPage;
import dev.vinyl.evaluation.html.ExampleGallery;
import dev.vinyl.evaluation.html.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The program of the README. */
final class EvaluatePets {

  /** Arguments: data set, folder for the scores, models. */
  public static void main(String[] args) throws IOException {
    OxfordPets pets = OxfordPets.open(Path.of(args[0]));
    Path scores = Path.of(args[1]);
    List<Path> models = Stream.of(args).skip(2).map(Path::of).toList();
    EvaluationOptions options = EvaluationOptions.defaults();
    Evaluator evaluator = new Evaluator(pets, pets.samples(Split.TEST), options);
    ExampleGallery gallery = new ExampleGallery(2);
    List<EvaluationResult> results = evaluator.evaluate(models, gallery);
    for (EvaluationResult result : results) {
      System.out.printf("%s: mIoU %.3f%n", result.model(), result.score("dataset.miou"));
    }
    EvaluationReport report = EvaluationReport.of(pets.name(), "test", options, results, List.of());
    report.write(scores);
    String today = LocalDate.now(ZoneId.systemDefault()).toString();
    Provenance provenance =
        new Provenance("pets, test", pets.fingerprint(), Map.of(), Map.of(), 0, "0.1.0", today, "");
    EvaluationPage.of(report, gallery.groups(pets), provenance)
        .write(scores.resolve("report.html"));
  }
}
