package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.Segmentation.ProbabilityMap;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.DecodeLimits;
import dev.vinyl.runtime.image.ImageException;
import dev.vinyl.runtime.image.ImageFiles;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.Overlay;
import dev.vinyl.runtime.image.Palette;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.internal.scores.LogitMap;
import dev.vinyl.runtime.internal.scores.MaskScores;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentationTest {
  private static final List<String> NAMES = List.of("cat", "dog", "cow");
  private static final ImageSource NONE = ImageSource.of(new byte[0]).named("none");

  @TempDir Path folder;

  /** Logits [3, 1, 2] of which the left pixel is a cat, the right one a cow. */
  private static Segmentation catAndCow(ImageSource source, int width, int height) {
    LogitMap logits = new LogitMap(3, 1, 2, new float[] {2, 0, 1, 0, 0, 2});
    return new Segmentation(source, NAMES, logits, width, height, null, DecodeLimits.defaults());
  }

  private static Segmentation masked(int width, int height, @Nullable PatchFeatures features) {
    MaskScores scores = new MaskScores(new ClassMask(2, 1, new byte[] {1, 2}), 3);
    return new Segmentation(NONE, NAMES, scores, width, height, features, DecodeLimits.defaults());
  }

  @Test
  void fractionsAreCountedInTheOrderOfTheClasses() {
    Segmentation answer = catAndCow(NONE, 8, 3);

    assertThat(answer.fractions())
        .containsExactly(entry("cat", 0.5), entry("dog", 0.0), entry("cow", 0.5));
    assertThat(answer.fraction("cow")).isEqualTo(0.5);
    assertThat(answer.fractions()).isSameAs(answer.fractions());
  }

  @Test
  void fractionsSumToOne() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      float[] logits = new float[3 * 7 * 5];
      for (int i = 0; i < logits.length; i++) {
        logits[i] = (float) random.nextDouble(-1, 1);
      }
      LogitMap map = new LogitMap(3, 7, 5, logits);
      Segmentation answer =
          new Segmentation(NONE, NAMES, map, 41, 29, null, DecodeLimits.defaults());

      double sum = answer.fractions().values().stream().mapToDouble(Double::doubleValue).sum();
      assertThat(sum).isCloseTo(1, within(1e-12));
    }
  }

  @Test
  void probabilitiesHaveTheImagesSizeOrTheModels() {
    Segmentation answer = catAndCow(NONE, 4, 2);
    double left = Math.exp(2) / (Math.exp(2) + Math.exp(1) + 1);
    // A quarter of the way from the left logits to the right: 1.5, 0.75, 0.5.
    double quarter = Math.exp(1.5) / (Math.exp(1.5) + Math.exp(0.75) + Math.exp(0.5));

    ProbabilityMap cat = answer.probabilities("cat");
    ProbabilityMap small = answer.modelProbabilities("cat");

    assertThat(cat.width()).isEqualTo(4);
    assertThat(cat.height()).isEqualTo(2);
    assertThat((double) cat.get(0, 1)).isCloseTo(left, within(1e-6));
    assertThat((double) cat.get(1, 1)).isCloseTo(quarter, within(1e-6));
    assertThat(small.values()).hasSize(2);
    assertThat((double) small.get(0, 0)).isCloseTo(left, within(1e-6));
    assertThatThrownBy(() -> cat.get(4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> cat.get(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void confidenceIsThatOfTheWinners() {
    double left = Math.exp(2) / (Math.exp(2) + Math.exp(1) + 1);
    double right = Math.exp(2) / (Math.exp(2) + 2);

    assertThat(catAndCow(NONE, 9, 9).confidence()).isCloseTo((left + right) / 2, within(1e-7));
  }

  @Test
  void classesWithoutLogitsGiveMasksOfTheNearestPixelAndNoProbabilities() {
    Segmentation answer = masked(4, 2, null);

    assertThat(answer.mask().classes()).containsExactly(1, 1, 2, 2, 1, 1, 2, 2);
    assertThat(answer.modelMask().classes()).containsExactly(1, 2);
    assertThat(answer.fraction("dog")).isEqualTo(0.5);
    String line = "the model gives classes without probabilities; use one whose output is logits";
    assertThatThrownBy(() -> answer.probabilities("cat"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(line);
    assertThatThrownBy(answer::confidence)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(line);
  }

  @Test
  void classesWithoutNamesAreRefused() {
    ClassMask mask = new ClassMask(1, 1, new byte[] {(byte) 200});

    assertThatThrownBy(() -> new MaskScores(mask, 3))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("class 200 but names only 3 classes");
  }

  @Test
  void unknownClassNamesAreRefusedEverywhere() {
    Segmentation answer = catAndCow(NONE, 2, 2);

    for (Runnable question :
        List.<Runnable>of(
            () -> answer.fraction("pig"),
            () -> answer.probabilities("pig"),
            () -> answer.modelProbabilities("pig"),
            () -> answer.regions("pig"))) {
      assertThatThrownBy(question::run)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the model has no class 'pig', it has [cat, dog, cow]");
    }
  }

  @Test
  void handsOnFeaturesWhereTheModelHasThem() {
    PatchFeatures features = new PatchFeatures(1, 2, 3, new float[] {1, 2, 3, 4, 5, 6});

    assertThat(masked(2, 1, features).features()).containsSame(features);
    assertThat(masked(2, 1, null).features()).isEmpty();
  }

  @Test
  void overlayShowsTheImageThatTheAnswerIsFor() throws IOException {
    Path file = folder.resolve("image.png");
    RgbImage image = SegmenterTest.noise(40, 30, 1);
    ImageFiles.writePng(image, file);
    Segmentation answer = catAndCow(ImageSource.of(file), 40, 30);

    BufferedImage seen = answer.overlay();

    RgbImage wanted = Overlay.forViewing(image, answer.mask(), Palette.standard());
    BufferedImage upper = seen.getSubimage(0, 0, wanted.width(), wanted.height());
    assertThat(RgbImage.of(upper).pixels()).isEqualTo(wanted.pixels());
  }

  @Test
  void overlayOfAImageThatHasChangedOrGoneIsRefused() throws IOException {
    Path file = folder.resolve("image.png");
    ImageFiles.writePng(SegmenterTest.noise(40, 30, 1), file);
    Segmentation answer = catAndCow(ImageSource.of(file), 30, 40);

    assertThatThrownBy(answer::overlay)
        .isInstanceOf(ImageException.class)
        .hasMessage(
            file + ": has 40 x 30 pixels but had 30 x 40 when it was segmented; segment it again");
    Files.delete(file);
    assertThatThrownBy(answer::overlay)
        .isInstanceOf(ImageException.class)
        .hasMessageStartingWith(file.toString());
  }
}
