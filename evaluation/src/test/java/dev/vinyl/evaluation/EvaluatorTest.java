package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.dataset.LabelledPicture;
import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EvaluatorTest {

  @Test
  void scoresEveryPictureInItsOrder() throws IOException {
    ColoredDataset data = new ColoredDataset(20);
    EvaluationResult result =
        new Evaluator(data, data.all()).evaluate("m", new ReadsTheColor(), EvaluationListener.NONE);

    assertThat(result.pictures())
        .extracting(ScoredPicture::id)
        .containsExactlyElementsOf(data.all().stream().map(LabelledPicture::id).toList());
    assertThat(result.scores().images()).isEqualTo(20);
    assertThat(result.scores().dataset().pixelAccuracy()).isEqualTo(1);
    assertThat(result.scores().paper().miou()).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(result.skipped()).isEmpty();
    assertThat(result.model()).isEqualTo("m");
  }

  @Test
  void comparesAtTheModelsSizeWithNearestTruth() throws IOException {
    // NEAREST from 4 x 4 to 2 x 2 takes the pixels 1 and 3 of the rows 1 and 3: all that are pet
    ColoredDataset data = new ColoredDataset(1);
    data.truth(0, "2222 2020 2222 2020");
    EvaluationResult result =
        new Evaluator(data, data.all()).evaluate("m", new ReadsTheColor(), EvaluationListener.NONE);

    assertThat(result.scores().confusion().count(0, 0)).isEqualTo(4);
    assertThat(result.scores().confusion().total()).isEqualTo(4);
  }

  @Test
  void runsBatchesOfAtMostEight() throws IOException {
    ColoredDataset data = new ColoredDataset(20);
    ReadsTheColor model = new ReadsTheColor();
    new Evaluator(data, data.all()).evaluate("m", model, EvaluationListener.NONE);

    assertThat(model.batches).containsExactly(8, 8, 4);
  }

  @Test
  void goesOnPastBadPicturesAndListsThem() throws IOException {
    ColoredDataset data = new ColoredDataset(11, Set.of(0, 5, 10));
    List<String> heard = new ArrayList<>();
    EvaluationResult result =
        new Evaluator(data, data.all()).evaluate("m", new ReadsTheColor(), new Hears(heard));

    assertThat(result.scores().images()).isEqualTo(8);
    assertThat(result.skipped()).extracting(SkippedPicture::id).containsExactly("p0", "p5", "p10");
    assertThat(result.skipped().get(1).reason()).isEqualTo("p5.jpg: is broken; replace it");
    assertThat(heard).hasSize(12).startsWith("started m 11").contains("skipped p5", "scored p9");
  }

  @Test
  void failsWhenNoPictureCanBeRead() {
    ColoredDataset data = new ColoredDataset(2, Set.of(0, 1));

    assertThatThrownBy(
            () ->
                new Evaluator(data, data.all())
                    .evaluate("m", new ReadsTheColor(), EvaluationListener.NONE))
        .isInstanceOf(EvaluationException.class)
        .hasMessage(
            "data set colors: none of 2 pictures could be read, the first because of p0.jpg: is"
                + " broken; replace it");
  }

  @Test
  void refusesAnEmptySplit() {
    ColoredDataset data = new ColoredDataset(0);

    assertThatThrownBy(
            () ->
                new Evaluator(data, List.of())
                    .evaluate("m", new ReadsTheColor(), EvaluationListener.NONE))
        .isInstanceOf(EvaluationException.class)
        .hasMessageContaining("no picture to score");
  }

  @Test
  void refusesAModelOfOtherClasses() {
    ColoredDataset data = new ColoredDataset(1);
    MaskPredictor other =
        new ReadsTheColor() {
          @Override
          public List<String> classNames() {
            return List.of("cat", "dog");
          }
        };

    assertThatThrownBy(
            () -> new Evaluator(data, data.all()).evaluate("m", other, EvaluationListener.NONE))
        .isInstanceOf(EvaluationException.class)
        .hasMessageStartingWith("m: the model has the classes [cat, dog], the data set colors has");
  }

  @Test
  void aFailingModelIsNotTakenForABadPicture() {
    ColoredDataset data = new ColoredDataset(3);
    MaskPredictor failing =
        new ReadsTheColor() {
          @Override
          public List<ClassMask> predict(List<RgbImage> pictures) {
            throw new IllegalStateException("model is closed");
          }
        };

    assertThatThrownBy(
            () -> new Evaluator(data, data.all()).evaluate("m", failing, EvaluationListener.NONE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("model is closed");
  }

  /** Predicts for all pixels the class that the picture's red channel holds; 2 x 2 pixels. */
  private static class ReadsTheColor implements MaskPredictor {
    final List<Integer> batches = new ArrayList<>();

    @Override
    public int width() {
      return 2;
    }

    @Override
    public int height() {
      return 2;
    }

    @Override
    public List<String> classNames() {
      return List.of("pet", "background", "border");
    }

    @Override
    public RgbImage prepare(RgbImage picture) {
      return picture;
    }

    @Override
    public List<ClassMask> predict(List<RgbImage> pictures) {
      batches.add(pictures.size());
      return pictures.stream()
          .map(
              picture -> {
                byte c = (byte) picture.get(0, 0, 0);
                return new ClassMask(2, 2, new byte[] {c, c, c, c});
              })
          .toList();
    }
  }

  private record Hears(List<String> heard) implements EvaluationListener {
    @Override
    public void started(String model, int pictures) {
      heard.add("started " + model + " " + pictures);
    }

    @Override
    public void scored(ScoredPicture picture) {
      heard.add("scored " + picture.id());
    }

    @Override
    public void skipped(SkippedPicture picture) {
      heard.add("skipped " + picture.id());
    }
  }
}
