package dev.vinyl.training.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.export.vit.EncoderDecoder;
import dev.vinyl.export.vit.SegmentationHead;
import dev.vinyl.nativeconfig.SessionSettings;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.config.ConfigException;
import dev.vinyl.training.config.ConfigTree;
import dev.vinyl.training.loop.RunDirectory;
import dev.vinyl.training.loop.TrainingListener;
import dev.vinyl.training.loop.TrainingListener.EpochReport;
import dev.vinyl.training.loop.TrainingListener.ValidationReport;
import dev.vinyl.training.stage.FineTuning;
import dev.vinyl.training.stage.FineTuningConfig;
import dev.vinyl.training.stage.StageConfig;
import dev.vinyl.training.stage.TrainedRun;
import dev.vinyl.training.stage.Training;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program of one's own can add: written outside of the library, trained with it. */
final class OwnPartsTest {
  private static final SessionSettings ONE_THREAD =
      SessionSettings.forTraining().withIntraOpThreads(1);

  @TempDir private Path folder;
  private final List<Double> losses = new ArrayList<>();
  private final List<TrainingListener.ValidationReport> validations = new ArrayList<>();

  private final TrainingListener listener =
      new TrainingListener() {
        @Override
        public void epochFinished(EpochReport epoch) {
          losses.add(epoch.loss());
        }

        @Override
        public void validated(ValidationReport validation) {
          validations.add(validation);
        }
      };

  @BeforeEach
  void draw() throws IOException {
    SyntheticPets.write(folder.resolve("pets"), SyntheticPets.Spec.of(20, 1));
  }

  private OxfordPets pets() throws IOException {
    return OxfordPets.open(folder.resolve("pets"));
  }

  private static ConfigTree small(ConfigTree settings) throws IOException {
    return settings
        .with(
            "model={imageSize: 24, patchSize: 4, dim: 16, depth: 2, heads: 2, headDim: 8,"
                + " mlpDim: 32}")
        .with("batchSize=5")
        .with("learningRate=3e-3");
  }

  private static ConfigTree segmentation() throws IOException {
    return small(StageConfig.recipe("paper", FineTuning.NAME));
  }

  @Test
  void anOwnStageWithAKeyOfItsOwnLearns() throws IOException {
    ConfigTree settings =
        small(StageConfig.defaults())
            .with("area.class=1")
            .with("epochs=12")
            .with("validation.every=4");
    AreaConfig config = StageConfig.bind(settings, AreaConfig.class, AreaRegression.NAME);
    Path run = folder.resolve("run");

    new Training(new AreaRegression(pets(), config), Training.Engine.AUTO, ONE_THREAD)
        .listener(listener)
        .run(run);

    assertThat(losses.get(11)).isLessThan(0.5 * losses.get(0));
    assertThat(validations).hasSize(3);
    assertThat(validations.get(2).scores().get("squared error")).isBetween(0.0, losses.get(0));
    RunDirectory left = RunDirectory.open(run);
    assertThat(left.head().names()).containsExactlyInAnyOrder("area.weight", "area.bias");
    assertThat(left.manifest().stage()).isEqualTo("area");
    assertThat(StageConfig.bind(left.manifest().config(), AreaConfig.class, AreaRegression.NAME))
        .isEqualTo(config);
    // its encoder is one as any other
    assertThat(TrainedRun.open(run).features(false)).isNotNull();
    new Training(
            new FineTuning(pets(), FineTuningConfig.of(segmentation().with("epochs=1"))),
            Training.Engine.AUTO,
            ONE_THREAD)
        .from(run)
        .run(folder.resolve("next"));
    assertThat(folder.resolve("next/head.safetensors")).isNotEmptyFile();
  }

  @Test
  void keysOfOtherStagesAreRefusedInAnOwnStageToo() throws IOException {
    ConfigTree settings = StageConfig.defaults().with("area.class=1");

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () ->
                StageConfig.bind(
                    settings.with("loss.dice=1"), AreaConfig.class, AreaRegression.NAME))
        .withMessage("loss.dice has no effect in the stage area; leave it out");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> StageConfig.bind(StageConfig.defaults(), AreaConfig.class, AreaRegression.NAME))
        .withMessage("the key area.class is missing");
  }

  @Test
  void anOwnLossFalls() throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(segmentation().with("epochs=8").with("validation.every=8"));
    OxfordPets pets = pets();
    EncoderDecoder model =
        new EncoderDecoder(config.common().model(), new SegmentationHead(pets.classNames().size()));

    new Training(
            new FineTuning(pets, config, new BrierSegmenter(model)),
            Training.Engine.AUTO,
            ONE_THREAD)
        .listener(listener)
        .run(folder.resolve("run"));

    // Three classes at equal odds: (2/3)^2 + 2 (1/3)^2 over three, which it starts near.
    assertThat(losses.get(0)).isCloseTo(2.0 / 9, within(0.1));
    assertThat(losses.get(7)).isLessThan(0.8 * losses.get(0));
    assertThat(TrainedRun.open(folder.resolve("run")).segmenter()).isNotNull();
  }

  @Test
  void ownAugmentationsAndFramingsAreSeenInTraining() throws IOException {
    FineTuningConfig config = FineTuningConfig.of(segmentation().with("epochs=6"));
    Path plain = folder.resolve("plain");
    new Training(new FineTuning(pets(), config), Training.Engine.AUTO, ONE_THREAD).run(plain);

    for (String name : List.of("run", "again")) {
      new Training(new FineTuning(pets(), config), Training.Engine.AUTO, ONE_THREAD)
          .framing(new CentreCrop(0.8))
          .augmentations(List.of(new Cutout(8)))
          .cache(name.equals("again") ? folder.resolve("cache") : null)
          .listener(listener)
          .run(folder.resolve(name));
    }

    assertThat(losses.get(5)).isLessThan(0.9 * losses.get(0));
    byte[] weights = Files.readAllBytes(folder.resolve("run/encoder.safetensors"));
    assertThat(folder.resolve("again/encoder.safetensors")).hasBinaryContent(weights);
    assertThat(Files.readAllBytes(plain.resolve("encoder.safetensors"))).isNotEqualTo(weights);
  }

  @Test
  void cutoutGreysASquare() {
    TrainingExample example =
        new TrainingExample(PreprocessSpec.unitRange(6, Interpolation.NEAREST));
    example.setImage(new RgbImage(6, 6, new byte[3 * 36]));
    new Cutout(2).apply(example, new RandomStream(3));

    float sum = 0;
    for (float value : example.values()) {
      sum += value;
    }
    assertThat(sum).isEqualTo(3 * 4 * 0.5f);
  }

  @Test
  void centreCropTakesTheMiddle() {
    assertThat(new CentreCrop(0.5).choose(40, 20, new RandomStream(1)))
        .isEqualTo(new CropBox(15, 5, 10, 10));
  }

  @Test
  void anOwnValidationIsCalledInPlaceOfTheStages() throws IOException {
    FineTuningConfig config =
        FineTuningConfig.of(
            segmentation().with("epochs=4").with("validation={every: 2, use: best}"));
    Path run = folder.resolve("run");

    new Training(new FineTuning(pets(), config), Training.Engine.AUTO, ONE_THREAD)
        .validation(new WeightNorm())
        .listener(listener)
        .run(run);

    assertThat(validations).extracting("epoch").containsExactly(2, 4);
    double norm = norm(run);
    List<Double> norms =
        validations.stream().map(each -> each.scores().getOrDefault("weight norm", -1.0)).toList();
    assertThat(norm).isCloseTo(Math.min(norms.get(0), norms.get(1)), within(1e-6));
  }

  private static double norm(Path run) throws IOException {
    RunDirectory left = RunDirectory.open(run);
    double squares = 0;
    for (var weights : List.of(left.encoder(), left.head())) {
      for (var parameter : weights) {
        for (float value : parameter.values()) {
          squares += (double) value * value;
        }
      }
    }
    return Math.sqrt(squares);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Cutout", "CentreCrop", "WeightNorm", "BrierSegmenter"})
  void theReadmeShowsThemAsTheyAre(String name) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/dev/vinyl/training/example", name + ".java"));
    List<String> lines = Arrays.asList(source.split("\n", -1));
    int start = lines.indexOf(lines.stream().filter(l -> l.startsWith("/**")).findFirst().get());
    String shown = String.join("\n", lines.subList(start + 1, lines.size())).strip();
    int end = shown.indexOf("\n\n");

    assertThat(Files.readString(Path.of("README.md")))
        .contains(end < 0 ? shown : shown.substring(0, end));
  }
}
