package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.cli.console.Progress;
import dev.vinyl.evaluation.SegmentationEvaluation;
import dev.vinyl.evaluation.SegmentationEvaluator;
import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.report.EvaluationFiles;
import dev.vinyl.evaluation.report.EvaluationJson;
import dev.vinyl.runtime.Segmenter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
      description = "Which pictures: trainval or test; test unless given.")
  private Split split;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = {
        "Write scores.json and pictures.csv (each picture's own score) to this folder; made if "
            + "missing."
      })
  private @Nullable Path out;

  @Mixin private JsonOption json;

  @Override
  int run(Console console) throws Exception {
    OxfordPets pets = data.open();
    SegmentationEvaluation evaluation = evaluate(pets, console);
    if (json.wanted()) {
      console.printJson(EvaluationJson.of(evaluation));
    } else {
      console.print(ScoreTable.of(evaluation));
    }
    if (out != null) {
      EvaluationFiles files = EvaluationFiles.write(evaluation, out);
      console.note("written: %s, %s".formatted(files.scores(), files.pictures()));
    }
    evaluation.skipped().forEach(picture -> console.warn("skipped " + picture.reason()));
    return 0;
  }

  private SegmentationEvaluation evaluate(OxfordPets pets, Console console) throws IOException {
    Map<String, Segmenter> opened = new LinkedHashMap<>();
    try (Progress progress =
        console.progress("evaluate", pets.pictures(split).size(), "pictures")) {
      for (Path model : models) {
        if (opened.containsKey(model.toString())) {
          throw usageError("--model " + model + " is given twice");
        }
        opened.put(model.toString(), Segmenter.open(model));
      }
      return new SegmentationEvaluator(pets, split)
          .evaluate(opened, (done, total) -> progress.update(done, ""));
    } finally {
      opened.values().forEach(Segmenter::close);
    }
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("evaluate", args);
  }
}
