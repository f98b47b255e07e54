package dev.vinyl.study;

import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The smoke preset at an even smaller size: a model of a few numbers, 48 drawn images. */
final class TinyStudy {
  private static final List<String> SMALLER =
      List.of(
          "data.synthetic.images=48",
          "data.synthetic.size=32",
          "settings.model={imageSize: 32, patchSize: 8, dim: 8, depth: 1, heads: 2, headDim: 4,"
              + " mlpDim: 16}",
          "settings.batchSize=8",
          "pretrain.sizes=[0, half]",
          "finetune.sizes=[8, 16, 32]",
          "finetune.settings.epochs=2",
          "evaluate.resamples=100",
          "geometry={pretrain: [half], images: 24, maps: 1}");

  private TinyStudy() {}

  static ConfigTree keys(String... more) throws IOException {
    ConfigTree keys = StudySpec.preset("smoke");
    for (String setting : SMALLER) {
      keys = keys.with(setting);
    }
    for (String setting : more) {
      keys = keys.with(setting);
    }
    return keys;
  }

  static Study of(Path folder, String... more) throws IOException {
    return new Study(StudySpec.of(keys(more)), folder)
        .running(Training.Engine.PLAIN, () -> SessionSettings.forTraining().withIntraOpThreads(1));
  }

  /** The rows of cells.csv without what depends on the machine's speed. */
  static List<String> timelessCells(Path folder) throws IOException {
    List<String> rows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("cells.csv"))) {
      List<String> columns = new ArrayList<>(List.of(line.split(",", -1)));
      columns.subList(8, 10).clear();
      rows.add(String.join(",", columns));
    }
    return rows;
  }
}
