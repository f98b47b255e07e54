package dev.vinyl.training.example;

import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The program of the README. */
final class TrainPets implements TrainingListener {

  /** Arguments: data set, run directory, settings such as epochs=20. */
  public static void main(String[] args) throws IOException {
    ConfigTree settings = StageConfig.recipe("vinyl", FineTuning.NAME);
    for (String setting : List.of(args).subList(2, args.length)) {
      settings = settings.with(setting);
    }
    OxfordPets pets = OxfordPets.open(Path.of(args[0]));
    new Training(new FineTuning(pets, FineTuningConfig.of(settings)))
        .seed(1)
        .listener(new TrainPets())
        .run(Path.of(args[1]));
  }

  @Override
  public void epochFinished(EpochReport epoch) {
    System.out.printf("epoch %d: loss %.3f%n", epoch.epoch(), epoch.loss());
  }
}
