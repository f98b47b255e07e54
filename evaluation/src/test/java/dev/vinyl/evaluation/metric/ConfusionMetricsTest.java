package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.data.SegmentationDataset.Foreground;
import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ConfusionMetricsTest {
  private static final List<String> CLASSES = List.of("pet", "background", "border");
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.95, 4);

  /**
   * Two images where the conventions part: the first has all classes and is right, the second is
   * all background, of which half was taken for pet.
   */
  @Test
  void bothConventionsGiveWhatAHandGives() {
    ConfusionMetrics.Images images = images();
    images.add(image(mask(0, 1, 2, 1), mask(0, 1, 2, 1)));
    images.add(image(mask(1, 1, 1, 1), mask(1, 1, 0, 0)));
    MetricResult all = images.result(BOOTSTRAP);

    assertThat(value(all, "paper.miou")).isCloseTo((1 + 1.0 / 6) / 2, within(1e-15));
    assertThat(value(all, "image.miou.zero")).isEqualTo(value(all, "paper.miou"));
    assertThat(value(all, "image.miou.skip")).isCloseTo((1 + 0.25) / 2, within(1e-15));
    assertThat(value(all, "image.miou.one")).isCloseTo((1 + 0.5) / 2, within(1e-15));
    // pet: 1 of 3, background: 4 of 6, border: 1 of 1
    assertThat(value(all, "dataset.iou.pet")).isEqualTo(1.0 / 3);
    assertThat(value(all, "dataset.iou.background")).isEqualTo(4.0 / 6);
    assertThat(value(all, "dataset.iou.border")).isEqualTo(1.0);
    assertThat(value(all, "dataset.miou")).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(value(all, "dataset.dice.pet")).isEqualTo(2.0 / 4);
    assertThat(value(all, "dataset.dice.background")).isEqualTo(8.0 / 10);
    assertThat(value(all, "dataset.meanDice")).isCloseTo((0.5 + 0.8 + 1) / 3, within(1e-15));
    assertThat(value(all, "dataset.meanClassAccuracy"))
        .isCloseTo((1.0 + 4.0 / 6 + 1.0) / 3, within(1e-15));
    assertThat(value(all, "dataset.frequencyWeightedIou"))
        .isCloseTo(1.0 / 8 / 3 + 6.0 / 8 * 4 / 6 + 1.0 / 8, within(1e-15));
    assertThat(value(all, "dataset.pixelAccuracy")).isEqualTo(6.0 / 8);
    // without the border's pixel: 1 of 3
    assertThat(value(all, "foreground.iou")).isEqualTo(1.0 / 3);
    assertThat(all.columns())
        .extracting(MetricResult.Column::name)
        .containsExactly("paperMiou", "imageMiouSkip", "pixelAccuracy");
    assertThat(all.columns().get(0).values().get(1)).isCloseTo(0.5 / 3, within(1e-15));
    assertThat(all.columns().get(2).values().get(1)).isEqualTo(0.5);
  }

  @Test
  void theForegroundIsWhatTheDataSetSays() {
    Metric.Context context =
        new Metric.Context(
            List.of("sky", "leaf", "edge"),
            Optional.of(new Foreground("leaf", "edge")),
            Optional.empty());
    ConfusionMetrics.Images images = new ConfusionMetrics().accumulator(context);
    // leaf is right twice and taken for sky once; what the edge was taken for counts nowhere
    images.add(image(mask(1, 1, 1, 0, 2), mask(1, 1, 0, 0, 1)));
    ConfusionMetrics.Images without =
        new ConfusionMetrics().accumulator(Metric.Context.of(CLASSES));
    without.add(image(mask(0), mask(0)));

    assertThat(value(images.result(BOOTSTRAP), "foreground.iou")).isEqualTo(2.0 / 3);
    assertThat(without.result(BOOTSTRAP).find("foreground.iou")).isEmpty();
    assertThatThrownBy(
            () ->
                new Metric.Context(
                    CLASSES, Optional.of(new Foreground("cat", "border")), Optional.empty()))
        .hasMessageContaining("cat");
  }

  @Test
  void classesKeepTheirOrderAndOneThatIsAbsentHasNoScore() {
    ConfusionMetrics.Images images = images();
    images.add(image(mask(0), mask(0)));
    MetricResult result = images.result(BOOTSTRAP);

    assertThat(result.scores().stream().map(found -> found.score()))
        .filteredOn(score -> score.family().equals("dataset.iou"))
        .extracting(Score::member)
        .containsExactlyElementsOf(CLASSES);
    assertThat(value(result, "dataset.iou.border")).isNaN();
  }

  @Test
  void theOrderOfImagesChangesNoValue() {
    List<ClassMask[]> images = randomImages(60);
    MetricResult forwards = score(images);
    Collections.shuffle(images, new Random(3));

    assertThat(values(score(images))).isEqualTo(values(forwards));
  }

  @Test
  void mergedPartsScoreLikeOnePass() {
    List<ClassMask[]> images = randomImages(50);
    ConfusionMetrics.Images merged = gather(images.subList(0, 13));
    merged.merge(gather(images.subList(13, 50)));

    assertThat(merged.result(BOOTSTRAP).scores().stream().map(ScoreResult::interval))
        .containsExactlyElementsOf(
            score(images).scores().stream().map(ScoreResult::interval).toList());
    assertThat(values(merged.result(BOOTSTRAP))).isEqualTo(values(score(images)));
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

    assertThat(value(score(images), "paper.miou")).isCloseTo(sum / 20, within(1e-12));
  }

  @Test
  void everyComparedScoreHasAnIntervalAroundIt() {
    for (ScoreResult result : score(randomImages(40)).scores()) {
      if (result.isCompared()) {
        assertThat(result.interval().estimate()).isCloseTo(result.value(), within(1e-14));
        assertThat(result.interval().contains(result.value())).as(result.name()).isTrue();
        assertThat(result.interval().high() - result.interval().low())
            .as(result.name())
            .isBetween(0.001, 0.5);
      }
    }
  }

  @Test
  void comparesTwoModelsOnTheSameImages() {
    ConfusionMetrics.Images ofFirst = images();
    ConfusionMetrics.Images ofSecond = images();
    ClassMask target = Masks.of("0011");
    for (int i = 0; i < 10; i++) {
      ofFirst.add(image(target, Masks.of("0001")));
      String answer = i < 6 ? "0011" : i < 8 ? "1111" : "0001";
      ofSecond.add(image(target, Masks.of(answer)));
    }
    MetricResult first = ofFirst.result(BOOTSTRAP);
    MetricResult second = ofSecond.result(BOOTSTRAP);

    for (String score : List.of("dataset.pixelAccuracy", "paper.miou")) {
      PairedDifference difference =
          first.find(score).orElseThrow().difference(second.find(score).orElseThrow(), BOOTSTRAP);

      assertThat(difference.better()).isEqualTo(6);
      assertThat(difference.worse()).isEqualTo(2);
      assertThat(difference.unchanged()).isEqualTo(2);
      assertThat(difference.difference().estimate())
          .isCloseTo(value(second, score) - value(first, score), within(1e-14));
    }
    assertThat(value(second, "dataset.pixelAccuracy") - value(first, "dataset.pixelAccuracy"))
        .isCloseTo((6 * 4 + 2 * 2 + 2 * 3) / 40.0 - 0.75, within(1e-15));
    ScoreResult ofOthers = score(randomImages(3)).find("dataset.pixelAccuracy").orElseThrow();
    assertThatThrownBy(
            () -> first.find("dataset.pixelAccuracy").orElseThrow().difference(ofOthers, BOOTSTRAP))
        .hasMessageContaining("got 10 and 3");
  }

  private static ConfusionMetrics.Images images() {
    return new ConfusionMetrics()
        .accumulator(
            new Metric.Context(
                CLASSES, Optional.of(new Foreground("pet", "border")), Optional.empty()));
  }

  private static PredictedImage image(ClassMask target, ClassMask prediction) {
    return PredictedImage.of(3, "image", target, prediction);
  }

  private static double value(MetricResult result, String score) {
    return result.find(score).orElseThrow().value();
  }

  private static Map<String, Double> values(MetricResult result) {
    return result.scores().stream()
        .collect(Collectors.toMap(ScoreResult::name, ScoreResult::value));
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

  private static ConfusionMetrics.Images gather(List<ClassMask[]> some) {
    ConfusionMetrics.Images images = images();
    some.forEach(masks -> images.add(image(masks[0], masks[1])));
    return images;
  }

  private static MetricResult score(List<ClassMask[]> some) {
    return gather(some).result(BOOTSTRAP);
  }

  private static ClassMask mask(int... classes) {
    byte[] bytes = new byte[classes.length];
    for (int i = 0; i < classes.length; i++) {
      bytes[i] = (byte) classes[i];
    }
    return new ClassMask(classes.length, 1, bytes);
  }
}
