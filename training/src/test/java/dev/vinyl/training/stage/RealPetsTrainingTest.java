package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.evaluation.EvaluationListener;
import dev.vinyl.evaluation.EvaluationOptions;
import dev.vinyl.evaluation.Evaluator;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.internal.engine.Engines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** ViNy from photographs to scores, where the photographs are. */
@Tag("slow")
final class RealPetsTrainingTest {
  private static final Path PETS =
      Path.of(System.getProperty("vinyl.shared", "../shared")).resolve("data/pets");

  @TempDir private Path folder;

  /** PyTorch had 0.391 and 0.729 by the same recipe after so many epochs. */
  @Test
  void vinyLearnsRealPetsInTwentyEpochs() throws IOException {
    Assumptions.assumeTrue(Files.isDirectory(PETS), "skipped: no photographs in " + PETS);
    OxfordPets pets = OxfordPets.open(PETS);
    FineTuningConfig config =
        FineTuningConfig.of(StageConfig.recipe("paper", FineTuning.NAME).with("epochs=20"));
    Path run = folder.resolve("run");
    Path model = folder.resolve("pets.onnx");

    new Training(new FineTuning(pets, config), Engines.auto(SessionSettings.forTraining()))
        .run(run);
    TrainedRun.open(run).segmenter().export(model);

    EvaluationResult result =
        new Evaluator(pets, pets.samples(Split.TEST), EvaluationOptions.defaults())
            .evaluate(List.of(model), EvaluationListener.NONE)
            .get(0);
    assertThat(result.score("paper.miou")).isGreaterThan(0.36);
    assertThat(result.score("dataset.pixelAccuracy")).isGreaterThan(0.68);
  }
}
