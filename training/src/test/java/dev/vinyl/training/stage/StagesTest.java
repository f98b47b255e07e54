package dev.vinyl.training.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.vinyl.data.layout.ImageFolder;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.PetBreeds;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.data.layout.UnlabelledImages;
import dev.vinyl.export.vit.PositionResampling;
import dev.vinyl.export.weights.Parameter;
import dev.vinyl.export.weights.ParameterSet;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.internal.io.Sha256;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.internal.engine.EngineFactory;
import dev.vinyl.training.internal.engine.Engines;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.RunManifest;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import dev.vinyl.training.loop.TrainingResult;
import dev.vinyl.training.loop.TrainingResult.Best;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All four stages from images to weights, with the engines that they are made for. */
final class StagesTest {
  private static final EngineFactory ENGINES =
      Engines.auto(SessionSettings.forTraining().withIntraOpThreads(1));

  @TempDir private Path folder;
  private final Heard heard = new Heard();

  @BeforeEach
  void draw() throws IOException {
    DrawnFiles.writeBars(folder.resolve("bars"), 20);
    DrawnFiles.writeColours(folder.resolve("colours"), 10);
  }

  @Test
  void pretrainingPaintsWhatItHides() throws IOException {
    train(pretraining("epochs=20"), "run");

    assertThat(heard.lossAtTheEnd()).isLessThan(0.9 * heard.lossAtTheBeginning());
    List<Double> errors = heard.scores("reconstruction error");
    assertThat(errors).hasSize(4); // after 5, 10, 15 and 20 epochs
    assertThat(errors).allMatch(error -> error > 0 && error < heard.lossAtTheBeginning());
    RunDirectory run = RunDirectory.open(folder.resolve("run"));
    assertThat(run.head().names())
        .containsExactlyInAnyOrder("mask_token", "decoder.weight", "decoder.bias");
    assertThat(run.manifest().data().images()).isEqualTo(18);
    assertThat(heard.best()).isEqualTo(-errors.stream().min(Double::compare).orElseThrow());
  }

  @Test
  void classificationTellsColoursApart() throws IOException {
    train(classification("epochs=8"), "run");

    assertThat(heard.lossAtTheEnd()).isLessThan(0.5 * heard.lossAtTheBeginning());
    List<Double> accuracies = heard.scores("top-1 accuracy");
    assertThat(accuracies.get(accuracies.size() - 1)).isEqualTo(1.0);
    RunManifest manifest = RunDirectory.open(folder.resolve("run")).manifest();
    assertThat(manifest.data().images()).isEqualTo(24); // of 30, a fifth of each class is held
    assertThat(manifest.data().classNames()).containsExactly("blue", "green", "red");
    assertThat(manifest.versions().engine()).contains("plain session");
  }

  @Test
  void spatialTellsPatchesApart() throws IOException {
    train(spatial("epochs=20"), "run");

    assertThat(heard.lossAtTheEnd()).isLessThan(0.5 * heard.lossAtTheBeginning());
    List<Double> accuracies = heard.scores("patch accuracy");
    assertThat(accuracies.get(accuracies.size() - 1)).isGreaterThan(0.8);
    assertThat(RunDirectory.open(folder.resolve("run")).head().names())
        .containsExactlyInAnyOrder("patch_classifier.weight", "patch_classifier.bias");
  }

  @Test
  void fineTuningTellsPixelsApart() throws IOException {
    train(fineTuning("epochs=12", "validation={every: 4, use: best}"), "run");

    assertThat(heard.lossAtTheEnd()).isLessThan(0.5 * heard.lossAtTheBeginning());
    assertThat(heard.scores("paper mIoU")).hasSize(3);
    assertThat(heard.scores("dataset mIoU").get(2)).isGreaterThan(0.6);
    assertThat(heard.scores("pixel accuracy").get(2)).isGreaterThan(0.75);
  }

  @Test
  void ignoredPixelsAreNeitherLearntNorScored() throws IOException {
    ColouredShapes shapes = new ColouredShapes(12, 6, 6).ignoring(12, 18); // held out by each stage
    train(new IntermediateSpatial(shapes, spatialConfig("epochs=20")), "spatial");
    List<Double> accuracies = heard.scores("patch accuracy");
    assertThat(accuracies.get(accuracies.size() - 1)).isGreaterThan(0.8);

    train(
        new FineTuning(
            shapes,
            FineTuningConfig.of(
                settings(FineTuning.NAME, "epochs=4", "validation={every: 4, use: best}"))),
        "finetune");
    assertThat(heard.lossAtTheEnd()).isLessThan(heard.lossAtTheBeginning());
  }

  @Test
  void eachStageBeginsWithTheEncoderOfTheOneBefore() throws IOException {
    // At such a rate weights stay as they are.
    String[] still = {"epochs=1", "learningRate=1e-30", "weightDecay=0"};
    List<Stage> stages =
        List.of(pretraining("epochs=1"), classification(still), spatial(still), fineTuning(still));
    Path before = null;
    for (Stage stage : stages) {
      Path run = folder.resolve(stage.name());
      new Training(stage, ENGINES).seed(stages.indexOf(stage)).from(before).run(run);
      RunManifest.Origin origin = RunDirectory.open(run).manifest().from();
      if (before == null) {
        assertThat(origin).isEqualTo(RunManifest.Origin.SCRATCH);
      } else {
        assertThat(origin)
            .isEqualTo(
                new RunManifest.Origin(
                    before.toString(), Sha256.hex(before.resolve("encoder.safetensors"))));
        assertSame(RunDirectory.open(run).encoder(), RunDirectory.open(before).encoder());
      }
      before = run;
    }
  }

  @Test
  void anEncoderOfAnotherShapeIsOneClearLine() throws IOException {
    train(classification("epochs=1"), "first");
    Path encoder = folder.resolve("first/encoder.safetensors");

    assertThatIOException()
        .isThrownBy(
            () ->
                new Training(fineTuning("model.dim=24"), ENGINES)
                    .from(folder.resolve("first"))
                    .run(folder.resolve("second")))
        .withMessage(
            "%s: does not fit the model: pos_embedding [1, 37, 16] instead of [1, 37, 24]"
                + " and 27 more; set the model's sizes to those of the run to begin with",
            encoder);
    assertThatIOException()
        .isThrownBy(
            () ->
                new Training(fineTuning("model.depth=3"), ENGINES)
                    .from(folder.resolve("first"))
                    .run(folder.resolve("second")))
        .withMessageContaining("the model: transformer.layers.2.0.layernorm.weight is missing and ")
        .withMessageNotContaining("\n");
    assertThatIOException()
        .as("of its two layers one would be lost")
        .isThrownBy(
            () ->
                new Training(fineTuning("model.depth=1"), ENGINES)
                    .from(folder.resolve("first"))
                    .run(folder.resolve("second")))
        .withMessageContaining(
            "the model: transformer.layers.1.0.layernorm.weight has no place in it and ")
        .withMessageNotContaining("\n");
    assertThat(folder.resolve("second")).doesNotExist();
  }

  @Test
  void anEncoderOfAnotherImageSizeBeginsWithResampledPositions() throws IOException {
    train(classification("epochs=1"), "first"); // 6 x 6 patches
    String[] still = {
      "epochs=1", "learningRate=1e-30", "weightDecay=0", "model.imageSize=[16, 32]"
    };
    new Training(fineTuning(still), ENGINES)
        .from(folder.resolve("first"))
        .run(folder.resolve("second"));

    RunDirectory before = RunDirectory.open(folder.resolve("first"));
    RunDirectory after = RunDirectory.open(folder.resolve("second"));
    ParameterSet resized =
        PositionResampling.resize(
            before.encoder(), "", StageConfig.of(before).model(), StageConfig.of(after).model());
    assertThat(resized.get("pos_embedding").shape()).containsExactly(1, 33, 16);
    for (Parameter expected : resized) {
      Parameter found = after.encoder().get(expected.name());
      assertThat(found.shape()).isEqualTo(expected.shape());
      assertThat(found.values()).as(expected.name()).isEqualTo(expected.values());
    }
    assertThat(after.manifest().from())
        .isEqualTo(
            new RunManifest.Origin(
                folder.resolve("first").toString(),
                Sha256.hex(before.encoderFile()),
                "resampled from 6 x 6 patches to 4 x 8, bicubic, by the rule size"));
    assertThat(Files.readString(before.manifestFile())).doesNotContain("positions:");
  }

  @Test
  void anEncoderOfOtherPatchesIsOneClearLine() throws IOException {
    train(classification("epochs=1"), "first");

    assertThatIOException()
        .isThrownBy(
            () ->
                new Training(fineTuning("model.patchSize=8"), ENGINES)
                    .from(folder.resolve("first"))
                    .run(folder.resolve("second")))
        .withMessage(
            "%s: was trained on patches of 4 pixels, and the model's have 8; set model.patchSize=4",
            folder.resolve("first/encoder.safetensors"));
    assertThat(folder.resolve("second")).doesNotExist();
  }

  @Test
  void anEncoderThatIsNotTrainedYetIsOneClearLine() throws IOException {
    Path run = folder.resolve("run");
    assertThatIOException()
        .isThrownBy(() -> new Training(fineTuning(), ENGINES).from(run).run(folder.resolve("two")))
        .withMessage(run + ": there is no such run; check the path");
  }

  @Test
  void breedsAndPatchesOfTheSameImagesHaveCachesOfTheirOwn() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), new SyntheticPets.Spec(8, 32, 1));
    OxfordPets pets = OxfordPets.open(folder.resolve("pets"));
    Path cache = folder.resolve("cache");

    new Training(
            new IntermediateClassification(
                PetBreeds.of(pets),
                ClassificationConfig.of(settings(IntermediateClassification.NAME, "epochs=1"))),
            ENGINES)
        .cache(cache)
        .run(folder.resolve("breeds"));
    new Training(new IntermediateSpatial(pets, spatialConfig("epochs=1")), ENGINES)
        .cache(cache)
        .listener(heard)
        .run(folder.resolve("patches"));

    assertThat(heard.lossAtTheEnd()).isPositive();
    assertThat(cache.toFile().list()).hasSize(2);
  }

  @Test
  void neitherCacheNorThreadsChangeAByte() throws IOException {
    String[] changing = {
      "epochs=3", "augment={cropScale: 0.5, rotation: 30, brightness: 0.2, mixUp: 0.5}"
    };
    String[] threads = {changing[0], changing[1], "loaderThreads=3"};
    train(classification(changing), "plain");
    new Training(classification(threads), ENGINES)
        .cache(folder.resolve("cache"))
        .run(folder.resolve("cached"));

    assertSameWeights("plain", "cached");
    assertThat(folder.resolve("cache").toFile().list()).hasSize(1);
  }

  @Test
  void theSeedDecidesEverything() throws IOException {
    for (Stage stage : List.of(pretraining("epochs=2"), spatial("epochs=2"))) {
      String name = stage.name();
      train(stage, name + "-one");
      train(stage, name + "-again");
      new Training(stage, ENGINES).seed(2).run(folder.resolve(name + "-other"));

      assertSameWeights(name + "-one", name + "-again");
      assertThat(weights(name + "-other")).isNotEqualTo(weights(name + "-one"));
    }
  }

  @Test
  void groupsAndAnAverageNeedThePlainEngineWhichIsTaken() throws IOException {
    train(
        classification("epochs=8", "optimizer={average: 0.5, layerDecay: 0.9, decayAll: false}"),
        "run");

    assertThat(RunDirectory.open(folder.resolve("run")).manifest().versions().engine())
        .contains("plain session");
    assertThat(heard.scores("top-1 accuracy")).endsWith(1.0);
  }

  private void train(Stage stage, String name) throws IOException {
    new Training(stage, ENGINES).listener(heard).run(folder.resolve(name));
  }

  private Stage pretraining(String... assignments) throws IOException {
    return new Pretraining(
        UnlabelledImages.open(folder.resolve("bars")),
        PretrainingConfig.of(settings(Pretraining.NAME, assignments)));
  }

  private Stage classification(String... assignments) throws IOException {
    return new IntermediateClassification(
        ImageFolder.open(folder.resolve("colours"), 1),
        ClassificationConfig.of(settings(IntermediateClassification.NAME, assignments)));
  }

  private static Stage spatial(String... assignments) throws IOException {
    return new IntermediateSpatial(new ColouredShapes(12, 6, 0), spatialConfig(assignments));
  }

  static StageConfig spatialConfig(String... assignments) throws IOException {
    return StageConfig.of(
        settings(IntermediateSpatial.NAME, assignments), IntermediateSpatial.NAME);
  }

  private static Stage fineTuning(String... assignments) throws IOException {
    return new FineTuning(
        new ColouredShapes(12, 0, 6), FineTuningConfig.of(settings(FineTuning.NAME, assignments)));
  }

  /** The paper's recipe for a model that is hardly there. */
  static ConfigTree settings(String stage, String... assignments) throws IOException {
    ConfigTree tree =
        StageConfig.recipe("paper", stage)
            .with(
                "model={imageSize: 24, patchSize: 4, dim: 16, depth: 2, heads: 2, headDim: 8,"
                    + " mlpDim: 32}")
            .with("batchSize=6")
            .with("learningRate=1e-2");
    for (String assignment : assignments) {
      tree = tree.with(assignment);
    }
    return tree;
  }

  private static void assertSame(ParameterSet actual, ParameterSet expected) {
    assertThat(actual.names()).isEqualTo(expected.names());
    for (Parameter parameter : expected) {
      assertThat(actual.get(parameter.name()).values())
          .as(parameter.name())
          .isEqualTo(parameter.values());
    }
  }

  private void assertSameWeights(String one, String other) {
    for (String file : List.of("encoder.safetensors", "head.safetensors")) {
      assertThat(folder.resolve(other).resolve(file))
          .hasSameBinaryContentAs(folder.resolve(one).resolve(file));
    }
  }

  private byte[] weights(String run) throws IOException {
    return Files.readAllBytes(folder.resolve(run).resolve("encoder.safetensors"));
  }

  /** Losses and scores of the training that was heard last. */
  private static final class Heard implements TrainingListener {
    private final List<Double> losses = new ArrayList<>();
    private final List<ValidationReport> validations = new ArrayList<>();
    private double best = Double.NaN;

    double lossAtTheBeginning() {
      return losses.get(0);
    }

    double lossAtTheEnd() {
      return losses.get(losses.size() - 1);
    }

    List<Double> scores(String name) {
      return validations.stream().map(v -> Objects.requireNonNull(v.scores().get(name))).toList();
    }

    /** What decided which model was the best. */
    double best() {
      return best;
    }

    @Override
    public void epochFinished(EpochReport epoch) {
      losses.add(epoch.loss());
    }

    @Override
    public void validated(ValidationReport validation) {
      validations.add(validation);
    }

    @Override
    public void trainingFinished(TrainingResult result) {
      Best found = result.best();
      best = found == null ? best : found.score();
    }
  }
}
