package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageMatricesTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.95, 4);

  @Test
  void scoresAreThoseOfTheScoreAccumulator() {
    ImageMatrices matrices = new ImageMatrices(3);
    ScoreAccumulator scores = new ScoreAccumulator(List.of("a", "b", "c"));
    Random random = new Random(8);
    for (int i = 0; i < 30; i++) {
      ClassMask target = Masks.blobs(random, 9, 7, 3, 0.1);
      ClassMask prediction = Masks.blobs(random, 9, 7, 3, 0);
      scores.add(target, prediction);
      matrices.add(ConfusionMatrix.of(3, target, prediction));
    }

    SegmentationScores all = scores.scores();
    assertThat(matrices.total()).isEqualTo(all.confusion());
    assertThat(matrices.score(Score.DATASET_MIOU)).isEqualTo(all.dataset().miou());
    assertThat(matrices.score(Score.PAPER_MIOU)).isCloseTo(all.paper().miou(), within(1e-14));
    assertThat(matrices.score(Score.IMAGE_MIOU_ONE))
        .isCloseTo(all.image().miou(AbsentClasses.ONE), within(1e-14));
  }

  /** The same draws, made by hand: the generator's contract is the only thing in common. */
  @Test
  void theIntervalComesFromScoresOfDrawnImages() {
    ImageMatrices matrices = random(12, 21);
    SplittableRandom root = new SplittableRandom(4);
    double[] scores = new double[200];
    for (int r = 0; r < scores.length; r++) {
      SplittableRandom draw = new SplittableRandom(root.nextLong());
      ConfusionMatrix sum = ConfusionMatrix.empty(3);
      for (int i = 0; i < 12; i++) {
        sum = sum.plus(matrices.image(draw.nextInt(12)));
      }
      scores[r] = (sum.iou(0) + sum.iou(1) + sum.iou(2)) / 3;
    }
    Arrays.sort(scores);

    ConfidenceInterval interval = matrices.interval(Score.DATASET_MIOU, BOOTSTRAP);

    // places 0.025 * 199 and 0.975 * 199
    assertThat(interval.low())
        .isCloseTo(scores[4] + 0.975 * (scores[5] - scores[4]), within(1e-12));
    assertThat(interval.high())
        .isCloseTo(scores[194] + 0.025 * (scores[195] - scores[194]), within(1e-12));
  }

  @Test
  void everyHeadlineScoreHasAnIntervalAroundIt() {
    ImageMatrices matrices = random(40, 3);

    List<ConfidenceInterval> intervals = matrices.intervals(Score.headline(), BOOTSTRAP);

    assertThat(intervals).hasSameSizeAs(Score.headline());
    for (int i = 0; i < intervals.size(); i++) {
      Score score = Score.headline().get(i);
      ConfidenceInterval interval = intervals.get(i);
      assertThat(interval.estimate()).as(score.name()).isEqualTo(matrices.score(score));
      assertThat(interval.contains(interval.estimate())).as(score.name()).isTrue();
      assertThat(interval.high() - interval.low()).as(score.name()).isBetween(0.001, 0.5);
    }
  }

  @Test
  void mergedPartsAreOnePass() {
    List<ConfusionMatrix> images = images(20, 6);
    ImageMatrices whole = new ImageMatrices(3);
    images.forEach(whole::add);
    ImageMatrices merged = new ImageMatrices(3);
    ImageMatrices rest = new ImageMatrices(3);
    images.subList(0, 8).forEach(merged::add);
    images.subList(8, 20).forEach(rest::add);
    merged.merge(rest);

    assertThat(merged.intervals(Score.headline(), BOOTSTRAP))
        .isEqualTo(whole.intervals(Score.headline(), BOOTSTRAP));
  }

  @Test
  void comparesTwoModelsOnTheSameImages() {
    ImageMatrices first = new ImageMatrices(2);
    ImageMatrices second = new ImageMatrices(2);
    ClassMask target = Masks.of("0011");
    for (int i = 0; i < 10; i++) {
      first.add(ConfusionMatrix.of(2, target, Masks.of("0001")));
      String answer = i < 6 ? "0011" : i < 8 ? "1111" : "0001";
      second.add(ConfusionMatrix.of(2, target, Masks.of(answer)));
    }

    for (Score score : List.of(Score.DATASET_PIXEL_ACCURACY, Score.PAPER_MIOU)) {
      PairedDifference difference = first.difference(second, score, BOOTSTRAP);

      assertThat(difference.better()).isEqualTo(6);
      assertThat(difference.worse()).isEqualTo(2);
      assertThat(difference.unchanged()).isEqualTo(2);
      assertThat(difference.difference().estimate())
          .isCloseTo(second.score(score) - first.score(score), within(1e-14));
    }
    assertThat(first.difference(second, Score.DATASET_PIXEL_ACCURACY, BOOTSTRAP))
        .extracting(d -> d.difference().estimate())
        .isEqualTo((6 * 4 + 2 * 2 + 2 * 3) / 40.0 - 0.75);
  }

  @Test
  void refusesOtherClassesAndOtherImages() {
    ImageMatrices matrices = random(3, 1);

    assertThatThrownBy(() -> matrices.add(ConfusionMatrix.empty(2)))
        .hasMessageContaining("2 classes");
    assertThatThrownBy(() -> matrices.merge(new ImageMatrices(4)))
        .hasMessageContaining("4 classes");
    assertThatThrownBy(() -> matrices.difference(random(2, 1), Score.DATASET_MIOU, BOOTSTRAP))
        .hasMessageContaining("3 images of 3 classes and 2 of 3");
  }

  private static ImageMatrices random(int n, int seed) {
    ImageMatrices matrices = new ImageMatrices(3);
    images(n, seed).forEach(matrices::add);
    return matrices;
  }

  private static List<ConfusionMatrix> images(int n, int seed) {
    Random random = new Random(seed);
    List<ConfusionMatrix> images = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      byte[] target = new byte[60];
      byte[] prediction = new byte[60];
      for (int p = 0; p < 60; p++) {
        target[p] = (byte) random.nextInt(3);
        prediction[p] = random.nextInt(10) < 5 + i % 3 ? target[p] : (byte) random.nextInt(3);
      }
      images.add(
          ConfusionMatrix.of(3, new ClassMask(10, 6, target), new ClassMask(10, 6, prediction)));
    }
    return images;
  }
}
