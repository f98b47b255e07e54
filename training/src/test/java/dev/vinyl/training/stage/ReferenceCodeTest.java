package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.export.GraphRunner;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.weights.WeightExport;
import dev.vinyl.training.weights.WeightImport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the paper's public code does otherwise, as settings. */
final class ReferenceCodeTest {
  private static final int SIZE = 24;
  private static final int PIXELS = SIZE * SIZE;
  private static final EngineFactory ENGINES =
      Engines.auto(SessionSettings.forTraining().withIntraOpThreads(1));

  @TempDir private Path folder;

  @Test
  void exportedSegmenterHasTheLogSoftmaxOverPixels() throws Exception {
    Path run = folder.resolve("run");
    FineTuningConfig config =
        FineTuningConfig.of(
            StagesTest.settings(
                FineTuning.NAME, "epochs=2", "validation.every=1", "loss.pixelLogSoftmax=true"));
    new Training(new FineTuning(new ColouredShapes(12, 0, 6), config), ENGINES).run(run);

    float[] logits = logits(run, "switched-on");
    assertThat(totals(logits)).allSatisfy(sum -> assertThat(sum).isCloseTo(1, within(1e-5)));

    // also by way of a file of weights
    Path file = folder.resolve("weights.safetensors");
    WeightExport.write(RunDirectory.open(run), WeightExport.Part.ALL, file);
    new WeightImport(file).run(folder.resolve("imported"));
    assertThat(logits(folder.resolve("imported"), "imported"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(logits);

    // as runs of before, which do not have the key
    Path manifest = run.resolve("run.yaml");
    String text = Files.readString(manifest);
    assertThat(text).contains("    pixelLogSoftmax: true\n");
    Files.writeString(manifest, text.replace("    pixelLogSoftmax: true\n", ""));
    float[] plain = logits(run, "not-there");
    List<Double> sums = totals(plain);
    assertThat(sums).noneSatisfy(sum -> assertThat(sum).isCloseTo(1, within(0.5)));
    for (int i = 0; i < plain.length; i++) {
      assertThat(logits[i] + Math.log(sums.get(i / PIXELS))).isCloseTo(plain[i], within(1e-4));
    }

    // a file that does not say it has to be told
    WeightExport.write(RunDirectory.open(run), WeightExport.Part.ALL, file);
    new WeightImport(file).run(folder.resolve("plain"));
    assertThat(logits(folder.resolve("plain"), "plain"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(plain);
    new WeightImport(file).recipe("reference-code").run(folder.resolve("told"));
    assertThat(logits(folder.resolve("told"), "told"))
        .usingComparatorWithPrecision(1e-5f)
        .containsExactly(logits);
  }

  private float[] logits(Path run, String name) throws Exception {
    Path onnx = folder.resolve(name + ".onnx");
    TrainedRun.open(run).segmenter().export(onnx);
    float[] image = new float[3 * PIXELS];
    Arrays.fill(image, 0.25f);
    Arrays.fill(image, 0, 300, 0.75f);
    try (GraphRunner runner = new GraphRunner(Files.readAllBytes(onnx))) {
      return runner.feed("image", image, 1, 3, SIZE, SIZE).run().get("logits");
    }
  }

  /** Of the exponentials of each class. */
  private static List<Double> totals(float[] logits) {
    List<Double> totals = new ArrayList<>();
    for (int first = 0; first < logits.length; first += PIXELS) {
      double sum = 0;
      for (int i = first; i < first + PIXELS; i++) {
        sum += Math.exp(logits[i]);
      }
      totals.add(sum);
    }
    return totals;
  }

  @Test
  void lossOfPretrainingIsDividedAndItsErrorIsNot() throws IOException {
    DrawnFiles.writeBars(folder.resolve("bars"), 20);
    Losses plain = pretrained("divideByMasked=false");
    Losses divided = pretrained("divideByMasked=true");

    int masked = 18; // of 6 x 6 patches
    assertThat(divided.loss).isCloseTo(plain.loss / masked, within(1e-6));
    assertThat(divided.error).isCloseTo(plain.error, within(1e-5));
  }

  /** At such a rate weights stay as they are. */
  private Losses pretrained(String setting) throws IOException {
    PretrainingConfig config =
        PretrainingConfig.of(
            StagesTest.settings(
                Pretraining.NAME, "epochs=1", "validation.every=1", "learningRate=1e-30", setting));
    Losses losses = new Losses();
    new Training(new Pretraining(UnlabelledImages.open(folder.resolve("bars")), config), ENGINES)
        .listener(losses)
        .run(folder.resolve(setting));
    return losses;
  }

  private static final class Losses implements TrainingListener {
    private double loss;
    private double error;

    @Override
    public void epochFinished(EpochReport epoch) {
      loss = epoch.loss();
    }

    @Override
    public void validated(ValidationReport validation) {
      error = validation.scores().values().iterator().next();
    }
  }
}
