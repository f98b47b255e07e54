package dev.vinyl.evaluation.example;

import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.evaluation.Evaluation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program of the README. */
final class EvaluatePets {

  /** Arguments: data set, folder for the scores, models. */
  public static void main(String[] args) throws IOException {
    OxfordPets pets = OxfordPets.open(Path.of(args[0]));
    List<Path> models = Stream.of(args).skip(2).map(Path::of).toList();
    Evaluation.Outcome found = new Evaluation(pets, models).run();
    System.out.println(found.report().toTable());
    found.write(Path.of(args[1]));
  }
}
