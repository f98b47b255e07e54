package dev.vinyl.cli;

import dev.vinyl.cli.console.Console;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.evaluation.Evaluation;
import dev.vinyl.evaluation.internal.sheet.ContactSheet;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.internal.predict.FilePredictor;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.Pretraining;
import dev.vinyl.training.stage.PretrainingConfig;
import dev.vinyl.training.stage.Stage;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code vinyl demo}: the whole path, from drawn images to a scored model, in one process. */
@Command(
    name = "demo",
    description = {
      "Run every step once, on drawn images and with a small model: pre-train, fine-tune, "
          + "export, predict, evaluate.",
      "What an earlier demo left in the folder is replaced."
    })
public final class DemoCommand extends AbstractCommand {
  private static final int IMAGES = 1000;
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
    requireOwnFolder();
    OxfordPets pets = drawImages(console);
    Path pretrained = pretrain(console);
    Path run = finetune(pets, pretrained, console);
    Path model = export(run, console);
    try (Segmenter segmenter = Segmenter.open(model)) {
      predict(pets, segmenter, console);
      evaluate(pets, model, console);
    }
    return 0;
  }

  /** An earlier demo's folder begins with drawn images; in any other, runs would be deleted. */
  private void requireOwnFolder() throws IOException {
    if (SyntheticPets.isIn(data()) || !Files.exists(out)) {
      return;
    }
    if (Files.isDirectory(out)) {
      try (Stream<Path> entries = Files.list(out)) {
        if (entries.findAny().isEmpty()) {
          return;
        }
      }
    }
    throw new IOException(
        "cannot write %s: it holds something other than a demo; choose another folder"
            .formatted(out));
  }

  private OxfordPets drawImages(Console console) throws IOException {
    console.note("1/6 draw %d images of animals with their masks: %s".formatted(IMAGES, data()));
    SyntheticPets.write(data(), SyntheticPets.Spec.of(IMAGES, SEED));
    return OxfordPets.open(data());
  }

  private Path pretrain(Console console) throws IOException {
    Path run = out.resolve("pretrained");
    PretrainingConfig config =
        PretrainingConfig.of(settings("vinyl", Pretraining.NAME, "epochs=6", "validation.every=6"));
    console.note(
        "2/6 pre-train a small model on all of them, without their masks, for %d epochs: %s"
            .formatted(config.common().epochs(), run));
    UnlabelledImages images = UnlabelledImages.open(data().resolve("images"));
    train(new Pretraining(images, config), null, run, console);
    console.print("reconstructions: " + run.resolve("images"));
    return run;
  }

  private Path finetune(OxfordPets pets, Path pretrained, Console console) throws IOException {
    Path run = out.resolve("run");
    FineTuningConfig config =
        FineTuningConfig.of(
            settings(
                "paper",
                FineTuning.NAME,
                "input={interpolation: area, normalization: imagenet}",
                "epochs=30",
                "learningRate=0.003",
                "schedule.milestones=[15, 21, 26]"));
    console.note(
        "3/6 fine-tune it on %d of them for %d epochs: %s"
            .formatted(pets.samples(Split.TRAIN).size(), config.common().epochs(), run));
    train(new FineTuning(pets, config), pretrained, run, console);
    return run;
  }

  /** For a model and data so small that the recipes' own schedules would be too long. */
  private static ConfigTree settings(String recipe, String stage, String... assignments)
      throws IOException {
    ConfigTree settings =
        StageConfig.recipe(recipe, stage).with("model.preset=micro").with("batchSize=16");
    for (String assignment : assignments) {
      settings = settings.with(assignment);
    }
    return settings;
  }

  private static void train(Stage stage, @Nullable Path from, Path run, Console console)
      throws IOException {
    try (TrainingProgress progress = new TrainingProgress(console)) {
      new Training(stage)
          .seed(SEED)
          .from(from)
          .existing(RunDirectory.Existing.OVERWRITE)
          .listener(progress)
          .run(run);
    }
  }

  private Path data() {
    return out.resolve("data");
  }

  private Path export(Path run, Console console) throws IOException {
    Path model = out.resolve("pets.onnx");
    console.note("4/6 export it to ONNX: %s".formatted(model));
    TrainedRun.open(run).segmenter().export(model);
    return model;
  }

  private void predict(OxfordPets pets, Segmenter segmenter, Console console) throws IOException {
    Path folder = out.resolve("predictions");
    List<Sample> shown = pets.samples(Split.TEST).subList(0, SHOWN);
    console.note("5/6 segment %d images that it has not seen: %s".formatted(shown.size(), folder));
    List<Path> files = shown.stream().map(Sample::image).toList();
    new FilePredictor(segmenter, folder).predict(files, (done, total) -> {});
    ContactSheet.writePredictions(pets, shown, segmenter, sheet());
  }

  private void evaluate(OxfordPets pets, Path model, Console console) throws IOException {
    int count = pets.samples(Split.TEST).size();
    console.note("6/6 score it on all %d of those".formatted(count));
    Path scores = out.resolve("evaluation");
    Evaluation.Outcome found = new Evaluation(pets, List.of(model)).command(typed()).run();
    found.write(scores);
    console.print(found.report().toTable());
    console.print("scores:   " + scores);
    console.print("a page of them, for a browser: " + scores.resolve(Evaluation.PAGE_FILE));
    console.print("overlays: " + out.resolve("predictions"));
    console.print("all at a glance (image, ground truth, prediction from the top): " + sheet());
  }

  private Path sheet() {
    return out.resolve("predictions.png");
  }

  /** Runs the command. */
  public static void main(String[] args) {
    Main.mainOf("demo", args);
  }
}
