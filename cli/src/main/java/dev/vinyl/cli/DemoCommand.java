package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationReport;
import dev.vinyl.evaluation.EvaluationResult;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.evaluation.dataset.OxfordPets;
import dev.vinyl.evaluation.dataset.Split;
import dev.vinyl.evaluation.dataset.SyntheticPets;
import dev.vinyl.evaluation.dataset.SyntheticPetsSpec;
import dev.vinyl.evaluation.report.PredictionSheet;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.predict.FilePredictor;
import dev.vinyl.training.engine.Engines;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.FineTunedModel;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vinyl demo}: the whole path, from drawn pictures to a scored model, in one process. */
@Command(
    name = "demo",
    description = {
      "Go the whole path once, on drawn pictures and with a small model: fine-tune, export, "
          + "predict, evaluate.",
      "What an earlier demo left in the folder is replaced."
    })
public final class DemoCommand extends AbstractCommand {
  private static final int PICTURES = 1000;
  private static final int SHOWN = 8;
  private static final long SEED = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "runs/demo",
      description = "The folder to write to; ${DEFAULT-VALUE} unless given.")
  private Path out;

  @Override
  int run(Console console) throws Exception {
    OxfordPets pets = drawPictures(console);
    Path run = train(pets, console);
    Path model = export(run, console);
    try (Segmenter segmenter = Segmenter.open(model)) {
      predict(pets, segmenter, console);
      evaluate(pets, segmenter, model, console);
    }
    return 0;
  }

  private OxfordPets drawPictures(Console console) throws IOException {
    Path data = out.resolve("data");
    console.note("1/5 draw %d pictures of animals with their masks: %s".formatted(PICTURES, data));
    SyntheticPets.write(data, SyntheticPetsSpec.of(PICTURES, SEED));
    return OxfordPets.open(data);
  }

  private Path train(OxfordPets pets, Console console) throws IOException {
    Path run = out.resolve("run");
    StageConfig config =
        StageConfig.of(
            StageConfig.recipe("paper", FineTuning.NAME)
                .with("model.preset=micro")
                .with("epochs=30")
                .with("batchSize=16")
                .with("learningRate=0.003")
                .with("schedule.milestones=[15, 21, 26]"));
    console.note(
        "2/5 fine-tune a small model on %d of them for %d epochs: %s"
            .formatted(pets.pictures(Split.TRAINVAL).size(), config.epochs(), run));
    try (TrainingProgress progress = new TrainingProgress(console)) {
      new Training(new FineTuning(pets, config), Engines.auto(SessionSettings.forTraining()))
          .seed(SEED)
          .existing(RunDirectory.Existing.OVERWRITE)
          .listener(progress)
          .run(run);
    }
    return run;
  }

  private Path export(Path run, Console console) throws IOException {
    Path model = out.resolve("pets.onnx");
    console.note("3/5 export it to ONNX: %s".formatted(model));
    FineTunedModel.of(RunDirectory.open(run)).export(model);
    return model;
  }

  private void predict(OxfordPets pets, Segmenter segmenter, Console console) throws IOException {
    Path folder = out.resolve("predictions");
    List<LabelledPicture> shown = pets.pictures(Split.TEST).subList(0, SHOWN);
    console.note(
        "4/5 segment %d pictures that it has not seen: %s".formatted(shown.size(), folder));
    List<Path> files = shown.stream().map(LabelledPicture::image).toList();
    new FilePredictor(segmenter, folder).predict(files, (done, total) -> {});
    PredictionSheet.write(pets, shown, segmenter, sheet());
  }

  private void evaluate(OxfordPets pets, Segmenter segmenter, Path model, Console console)
      throws IOException {
    int pictures = pets.pictures(Split.TEST).size();
    console.note("5/5 score it on all %d of those".formatted(pictures));
    EvaluationResult result =
        new Evaluator(pets, pets.pictures(Split.TEST))
            .evaluate(model.toString(), segmenter, EvaluationListener.NONE);
    EvaluationReport report =
        new EvaluationReport(pets.name(), Split.TEST.label(), List.of(result));
    Path scores = out.resolve("evaluation");
    report.write(scores);
    console.print(ScoreTable.of(report));
    console.print("scores:   " + scores);
    console.print("overlays: " + out.resolve("predictions"));
    console.print("all at a glance (picture, truth, prediction from the top): " + sheet());
  }

  private Path sheet() {
    return out.resolve("predictions.png");
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("demo", args);
  }
}
