package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.evaluation.EvaluationReport;
import dev.vinyl.evaluation.EvaluationResult;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.SkippedPicture;
import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.runtime.Segmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code vinyl evaluate}: scores of models on labelled pictures. */
@Command(
    name = "evaluate",
    description = {
      "Score models on the labelled pictures of a data set, by both conventions of mean IoU.",
      "A picture that cannot be read is listed, counted and passed over."
    })
public final class EvaluateCommand extends AbstractCommand {
  @Option(
      names = "--model",
      required = true,
      paramLabel = "M.onnx",
      description = "A model from vinyl export --task segment; may be given several times.")
  private List<Path> models;

  @Mixin private DataOptions data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "test",
      converter = SplitConverter.class,
      description = "Which pictures: trainval or test; test unless given.")
  private Split split;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write scores.json, images.csv (each picture's own score) and confusion.csv to this "
            + "folder; made if missing."
      })
  private @Nullable Path out;

  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    EvaluationReport report = evaluate(fromOptions(data::open), console);
    console.print(json.wanted() ? report.toJson() : ScoreTable.of(report));
    if (out != null) {
      report.write(out);
      console.note("written to " + out);
    }
    for (SkippedPicture picture : report.results().get(0).skipped()) {
      console.warn("skipped " + picture.reason());
    }
    return 0;
  }

  private EvaluationReport evaluate(OxfordPets pets, Console console) throws IOException {
    Evaluator evaluator = new Evaluator(pets, pets.pictures(split));
    List<EvaluationResult> results = new ArrayList<>();
    for (Path model : models) {
      try (Segmenter segmenter = Segmenter.open(model);
          EvaluationProgress progress = new EvaluationProgress(console)) {
        results.add(evaluator.evaluate(model.toString(), segmenter, progress));
      }
    }
    return new EvaluationReport(pets.name(), split.label(), results);
  }

  /** Takes a split by its name. */
  static final class SplitConverter extends EnumConverter<Split> {
    SplitConverter() {
      super(Split.class);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("evaluate", args);
  }
}
