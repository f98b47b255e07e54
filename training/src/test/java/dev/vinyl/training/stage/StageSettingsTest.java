package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.data.layout.ImageFolder;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.DataDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What stages make of their settings and of which images there are. */
final class StageSettingsTest {
  private static final EngineFactory ENGINES =
      Engines.auto(SessionSettings.forTraining().withIntraOpThreads(1));

  @TempDir private Path folder;

  @BeforeEach
  void draw() throws IOException {
    DrawnFiles.writeBars(folder.resolve("bars"), 20);
    DrawnFiles.writeColours(folder.resolve("colours"), 2);
  }

  @ParameterizedTest
  @CsvSource({
    "pretrain, augment.mixUp=0.1, augment.mixUp",
    "pretrain, loss.dice=1, loss.dice",
    "pretrain, loss.labelSmoothing=0.1, loss.labelSmoothing",
    "classification, maskRatio=0.5, maskRatio",
    "classification, loss.dice=1, loss.dice",
    "classification, loss.classWeights=[1], loss.classWeights",
    "spatial, maskRatio=0.5, maskRatio",
    "spatial, augment.mixUp=0.1, augment.mixUp",
    "spatial, loss.labelSmoothing=0.1, loss.labelSmoothing",
    "spatial, 'loss.classWeights={border: 3}', loss.classWeights",
    "finetune, maskRatio=0.5, maskRatio",
    "finetune, maskBlock=2, maskBlock",
    "finetune, divideByMasked=true, divideByMasked",
    "pretrain, loss.pixelLogSoftmax=true, loss.pixelLogSoftmax",
    "classification, loss.pixelLogSoftmax=true, loss.pixelLogSoftmax",
    "finetune, augment.mixUp=0.1, augment.mixUp"
  })
  void aSettingWithoutEffectIsRefused(String stage, String assignment, String key) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> stage(stage, assignment))
        .withMessage("%s has no effect in the stage %s; leave it out", key, stage);
  }

  @Test
  void whereNoPatchCanBeMaskedOrNoneIsLeftItSaysSo() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage("pretrain", "model.patchSize=24"))
        .withMessage(
            "no masked patch possible: a mask ratio of 0.5 masks 0 of 1 patches; at least one must"
                + " be masked and one left");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage("pretrain", "maskRatio=1"))
        .withMessageStartingWith("no visible patch possible");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> stage("pretrain", "maskBlock=4"))
        .withMessage(
            "a maskBlock of 4 does not divide the 6 patches of a row; choose a divisor of 6");
  }

  @ParameterizedTest
  @CsvSource({"pretrain, 18", "classification, 3", "spatial, 5", "finetune, 5"})
  void aBatchThatIsLargerThanTheDataIsOneClearLine(String name, int images) throws IOException {
    Stage stage = stage(name, "batchSize=" + (images + 1));

    assertThatIOException()
        .isThrownBy(() -> new Training(stage, ENGINES).run(folder.resolve("run")))
        .withMessageEndingWith(
            ": batchSize %d is more than the %d images to train on; set batchSize=%d or less",
            images + 1, images, images);
    new Training(stage(name, "batchSize=" + images, "epochs=1"), ENGINES)
        .run(folder.resolve("run"));
    assertThat(folder.resolve("run/encoder.safetensors")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"use=best", "patience=2"})
  void whereTheScoresDecideButNoImageIsLeftItSaysSo(String decides) throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(
            StagesTest.settings(FineTuning.NAME, "validation.every=1", "validation." + decides));
    FineTuning stage = new FineTuning(new ColouredShapes(6), config);

    assertThatIOException()
        .isThrownBy(() -> new Training(stage, ENGINES).run(folder.resolve("run")))
        .withMessage(
            "no images are left to validate on; train on fewer, or set validation.use=last and"
                + " validation.patience=0");
  }

  @Test
  void aSegmentationIsValidatedOnTheFirstImagesForValidation() throws IOException {
    ColouredShapes few = new ColouredShapes(6, 2, 5);
    train(few, 2);
    ColouredShapes more = new ColouredShapes(6, 2, 5);
    train(more, 4);

    // 0 to 5 are trained on, 6 and 7 are the test split.
    assertThat(Set.copyOf(few.loads())).isEqualTo(names(0, 1, 2, 3, 4, 5, 8, 9));
    assertThat(Set.copyOf(more.loads())).isEqualTo(names(0, 1, 2, 3, 4, 5, 8, 9, 10, 11));
  }

  private void train(ColouredShapes data, int validated) throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(
            StagesTest.settings(
                FineTuning.NAME, "epochs=1", "validation={every: 1, images: " + validated + "}"));
    new Training(new FineTuning(data, config), ENGINES).run(folder.resolve("run" + validated));
  }

  private static Set<String> names(Integer... numbers) {
    return Set.copyOf(List.of(numbers).stream().map(i -> "shape-" + i).toList());
  }

  @Test
  void pretrainingKeepsATenthOutAtMostEvenlySpread() throws IOException {
    assertThat(stage("pretrain").data().selection()).isEqualTo(selectionWithout(5, 15));
    assertThat(stage("pretrain", "validation.images=1").data().selection())
        .isEqualTo(selectionWithout(10));
    assertThat(stage("pretrain", "validation={every: 0}").data().selection())
        .isEqualTo(selectionWithout());
  }

  /** Of the twenty images all but those with these numbers. */
  private static String selectionWithout(Integer... numbers) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      if (!List.of(numbers).contains(i)) {
        names.add("bars-%03d.png".formatted(i));
      }
    }
    return DataDescription.of("bars", "all", names, "", List.of()).selection();
  }

  private Stage stage(String name, String... assignments) throws IOException {
    ConfigTree settings = StagesTest.settings(name, assignments);
    return switch (name) {
      case Pretraining.NAME ->
          new Pretraining(
              UnlabelledImages.open(folder.resolve("bars")), PretrainingConfig.of(settings));
      case IntermediateClassification.NAME ->
          new IntermediateClassification(
              ImageFolder.open(folder.resolve("colours"), 1), ClassificationConfig.of(settings));
      case IntermediateSpatial.NAME ->
          new IntermediateSpatial(
              new ColouredShapes(5, 2, 0), StageConfig.of(settings, IntermediateSpatial.NAME));
      default -> new FineTuning(new ColouredShapes(5), FineTuningConfig.of(settings));
    };
  }
}
