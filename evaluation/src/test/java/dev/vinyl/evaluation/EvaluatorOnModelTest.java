package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.data.LabelledImage;
import dev.vinyl.data.Sample;
import dev.vinyl.data.Split;
import dev.vinyl.data.layout.OxfordPets;
import dev.vinyl.data.layout.SyntheticPets;
import dev.vinyl.evaluation.metric.ConfusionMatrix;
import dev.vinyl.evaluation.report.EvaluationResult;
import dev.vinyl.evaluation.report.ScoringSize;
import dev.vinyl.export.UntrainedModel;
import dev.vinyl.export.vit.VitConfig;
import dev.vinyl.runtime.Segmenter;
import dev.vinyl.runtime.SegmenterOptions;
import dev.vinyl.runtime.Tiling;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.Resizing;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from files to scores with a real, untrained model. */
class EvaluatorOnModelTest {
  @TempDir Path temp;

  @Test
  void scoresLikeOneImageAfterTheOther() throws IOException {
    SyntheticPets.write(temp.resolve("pets"), new SyntheticPets.Spec(40, 80, 3));
    OxfordPets pets = OxfordPets.open(temp.resolve("pets"));
    List<Sample> images = pets.samples(Split.TRAIN);
    Path model = untrainedModel();
    try (Segmenter segmenter = Segmenter.open(model)) {
      EvaluationResult result = evaluate(pets, images, model);

      assertThat(result.images().size()).isEqualTo(30);
      assertThat(result.matrices().total()).isEqualTo(oneByOne(pets, images, segmenter));
      assertThat(result.score("dataset.pixelAccuracy")).isStrictlyBetween(0.0, 1.0);
    }
  }

  @Test
  void pixelsOf255CountNowhere() throws IOException {
    SyntheticPets.write(temp.resolve("pets"), new SyntheticPets.Spec(24, 64, 3));
    OxfordPets pets = OxfordPets.open(temp.resolve("pets"));
    List<Sample> test = pets.samples(Split.TEST);
    for (Sample sample : test) {
      BufferedImage trimap = ImageIO.read(sample.mask().toFile());
      for (int i = 0; i < 64 * 16; i++) {
        trimap.getRaster().setSample(i % 64, i / 64, 0, 255);
      }
      ImageIO.write(trimap, "png", sample.mask().toFile());
    }
    EvaluationResult result = evaluate(pets, test, untrainedModel());

    assertThat(result.skipped()).isEmpty();
    long size = VitConfig.micro().imageWidth();
    assertThat(result.matrices().total().total()).isEqualTo(test.size() * size * size * 3 / 4);
  }

  @Test
  void skipsImagesThatAreDamagedOnDisk() throws IOException {
    SyntheticPets.write(temp.resolve("pets"), new SyntheticPets.Spec(24, 48, 3));
    OxfordPets pets = OxfordPets.open(temp.resolve("pets"));
    List<Sample> test = pets.samples(Split.TEST);
    Files.write(test.get(0).image(), new byte[0]);
    Files.delete(test.get(1).mask());
    Files.writeString(test.get(2).image(), "a text");
    EvaluationResult result = evaluate(pets, test, untrainedModel());

    assertThat(result.images().size()).isEqualTo(3);
    assertThat(result.skipped()).hasSize(3);
    assertThat(result.skipped().get(0).reason()).startsWith(test.get(0).image() + ": ");
    assertThat(result.skipped().get(1).reason()).startsWith(test.get(1).mask() + ": ");
    assertThat(result.skipped().get(2).reason()).startsWith(test.get(2).image() + ": ");
  }

  @Test
  void windowsAreScoredAsTheSegmenterBlendsThem() throws IOException {
    SyntheticPets.write(temp.resolve("pets"), new SyntheticPets.Spec(24, 150, 3));
    OxfordPets pets = OxfordPets.open(temp.resolve("pets"));
    List<Sample> images = pets.samples(Split.TRAIN);
    Path model = untrainedModel();
    SegmenterOptions running =
        SegmenterOptions.defaults().withTiling(Tiling.of(70, 64).withOverlap(0.3));
    EvaluationOptions options =
        EvaluationOptions.defaults().withRunning(running).withSize(ScoringSize.ORIGINAL);

    EvaluationResult result =
        new Evaluator(pets, images, options)
            .evaluate(List.of(model), EvaluationListener.NONE)
            .get(0);

    ConfusionMatrix expected = ConfusionMatrix.empty(3);
    try (Segmenter segmenter = Segmenter.open(model, running)) {
      for (Sample sample : images) {
        LabelledImage loaded = pets.load(sample);
        ClassMask mask = segmenter.segment(ImageSource.of(loaded.image())).mask();
        expected = expected.plus(ConfusionMatrix.of(3, loaded.target(), mask));
      }
    }
    assertThat(result.matrices().total()).isEqualTo(expected);
    assertThat(result.matrices().total().total()).isGreaterThan(images.size() * 150L * 100);
    assertThat(result.provenance()).containsEntry("windows", "70x64 pixels, overlap 0.3");
  }

  @Test
  void windowsNeedTheOriginalSizeAndGiveNoScoresToFit() throws IOException {
    ColoredDataset colors = new ColoredDataset(1);
    EvaluationOptions options =
        EvaluationOptions.defaults()
            .withRunning(SegmenterOptions.defaults().withTiling(Tiling.auto()));
    List<ReadsTheColor> models = List.of(new ReadsTheColor("m"));

    assertThatThrownBy(
            () ->
                new Evaluator(colors, colors.all(), options)
                    .evaluateAll(models, EvaluationListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--at original");
    assertThatThrownBy(
            () ->
                new Evaluator(colors, colors.all(), options.withSize(ScoringSize.ORIGINAL))
                    .fitAllTemperatures(models, "val", EvaluationListener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--fit-temperature");
  }

  private static EvaluationResult evaluate(OxfordPets pets, List<Sample> images, Path model)
      throws IOException {
    return new Evaluator(pets, images, EvaluationOptions.defaults())
        .evaluate(List.of(model), EvaluationListener.NONE)
        .get(0);
  }

  private static ConfusionMatrix oneByOne(OxfordPets pets, List<Sample> images, Segmenter segmenter)
      throws IOException {
    ConfusionMatrix sum = ConfusionMatrix.empty(3);
    int size = VitConfig.micro().imageWidth();
    for (Sample sample : images) {
      LabelledImage loaded = pets.load(sample);
      sum =
          sum.plus(
              ConfusionMatrix.of(
                  3,
                  Resizing.resizeNearest(loaded.target(), size, size),
                  segmenter.segment(ImageSource.of(loaded.image())).modelMask()));
    }
    return sum;
  }

  private Path untrainedModel() throws IOException {
    return UntrainedModel.export(
        VitConfig.micro(),
        Interpolation.NEAREST,
        List.of("pet", "background", "border"),
        1,
        temp.resolve("untrained.onnx"));
  }
}
