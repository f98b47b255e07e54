package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreAccumulatorTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");

  /**
   * Two images where the conventions part: the first has all classes and is right, the second is
   * all background, of which half was taken for pet.
   */
  @Test
  void bothConventionsGiveWhatAHandGives() {
    ScoreAccumulator scores = new ScoreAccumulator(CLASSES);
    ImageScore first = scores.add(mask(0, 1, 2, 1), mask(0, 1, 2, 1));
    ImageScore second = scores.add(mask(1, 1, 1, 1), mask(1, 1, 0, 0));

    assertThat(first).isEqualTo(new ImageScore(1, 1));
    assertThat(second.paperMiou()).isCloseTo((0 + 0.5 + 0) / 3, within(1e-15));
    assertThat(second.pixelAccuracy()).isEqualTo(0.5);
    SegmentationScores all = scores.scores();
    assertThat(all.images()).isEqualTo(2);
    assertThat(all.paper().miou()).isCloseTo((1 + 1.0 / 6) / 2, within(1e-15));
    assertThat(all.image().miou(AbsentClasses.ZERO)).isEqualTo(all.paper().miou());
    assertThat(all.image().miou(AbsentClasses.SKIP)).isCloseTo((1 + 0.25) / 2, within(1e-15));
    assertThat(all.image().miou(AbsentClasses.ONE)).isCloseTo((1 + 0.5) / 2, within(1e-15));
    // pet: 1 of 3, background: 4 of 6, border: 1 of 1
    assertThat(all.dataset().iou().get("pet")).isEqualTo(1.0 / 3);
    assertThat(all.dataset().iou().get("background")).isEqualTo(4.0 / 6);
    assertThat(all.dataset().iou().get("border")).isEqualTo(1.0);
    assertThat(all.dataset().miou()).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(all.dataset().dice().get("pet")).isEqualTo(2.0 / 4);
    assertThat(all.dataset().dice().get("background")).isEqualTo(8.0 / 10);
    assertThat(all.dataset().meanDice()).isCloseTo((0.5 + 0.8 + 1) / 3, within(1e-15));
    assertThat(all.dataset().meanClassAccuracy())
        .isCloseTo((1.0 + 4.0 / 6 + 1.0) / 3, within(1e-15));
    assertThat(all.dataset().frequencyWeightedIou())
        .isCloseTo(1.0 / 8 / 3 + 6.0 / 8 * 4 / 6 + 1.0 / 8, within(1e-15));
    assertThat(all.dataset().pixelAccuracy()).isEqualTo(6.0 / 8);
  }

  @Test
  void classesKeepTheirOrder() {
    ScoreAccumulator scores = new ScoreAccumulator(CLASSES);
    scores.add(mask(0), mask(0));

    assertThat(scores.scores().dataset().iou().keySet()).containsExactlyElementsOf(CLASSES);
    assertThat(scores.scores().dataset().iou().get("border")).isNaN();
  }

  @Test
  void theOrderOfImagesChangesNothing() {
    List<ClassMask[]> images = randomImages(60);
    SegmentationScores forwards = score(images);
    Collections.shuffle(images, new Random(3));

    assertThat(score(images)).isEqualTo(forwards);
  }

  @Test
  void mergedPartsScoreLikeOnePass() {
    List<ClassMask[]> images = randomImages(50);
    ScoreAccumulator whole = accumulate(images);
    ScoreAccumulator merged = accumulate(images.subList(0, 13));
    merged.merge(accumulate(images.subList(13, 50)));

    assertThat(merged.scores()).isEqualTo(whole.scores());
    assertThat(merged.images()).isEqualTo(50);
  }

  @Test
  void agreesWithANaiveSecondCount() {
    List<ClassMask[]> images = randomImages(20);
    double sum = 0;
    for (ClassMask[] image : images) {
      for (int c = 0; c < 3; c++) {
        int both = 0;
        int either = 0;
        for (int i = 0; i < image[0].classes().length; i++) {
          boolean target = image[0].classes()[i] == c;
          boolean prediction = image[1].classes()[i] == c;
          both += target && prediction ? 1 : 0;
          either += target || prediction ? 1 : 0;
        }
        sum += either == 0 ? 0 : (double) both / either / 3;
      }
    }

    assertThat(score(images).paper().miou()).isCloseTo(sum / 20, within(1e-12));
  }

  @Test
  void refusesAImageWithNothingToScoreAndKeepsTheRest() {
    ScoreAccumulator scores = new ScoreAccumulator(CLASSES);
    scores.add(mask(0), mask(0));

    assertThatThrownBy(() -> scores.add(mask(255, 255), mask(0, 0)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(scores.images()).isEqualTo(1);
  }

  @Test
  void hasNoScoresBeforeTheFirstImage() {
    assertThatThrownBy(() -> new ScoreAccumulator(CLASSES).scores())
        .isInstanceOf(IllegalStateException.class);
  }

  private static List<ClassMask[]> randomImages(int n) {
    Random random = new Random(11);
    List<ClassMask[]> images = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int classes = 1 + random.nextInt(3);
      images.add(new ClassMask[] {random(random, classes), random(random, classes)});
    }
    return images;
  }

  private static ClassMask random(Random random, int classes) {
    byte[] values = new byte[35];
    for (int i = 0; i < values.length; i++) {
      values[i] = (byte) random.nextInt(classes);
    }
    return new ClassMask(7, 5, values);
  }

  private static ScoreAccumulator accumulate(List<ClassMask[]> images) {
    ScoreAccumulator scores = new ScoreAccumulator(CLASSES);
    images.forEach(image -> scores.add(image[0], image[1]));
    return scores;
  }

  private static SegmentationScores score(List<ClassMask[]> images) {
    return accumulate(images).scores();
  }

  private static ClassMask mask(int... classes) {
    byte[] bytes = new byte[classes.length];
    for (int i = 0; i < classes.length; i++) {
      bytes[i] = (byte) classes[i];
    }
    return new ClassMask(classes.length, 1, bytes);
  }
}
