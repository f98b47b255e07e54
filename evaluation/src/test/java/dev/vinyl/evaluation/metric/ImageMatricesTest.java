package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ImageMatricesTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.95, 4);

  private static double miou(ConfusionMatrix matrix) {
    return matrix.meanIou(AbsentClasses.SKIP);
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

    ConfidenceInterval interval = matrices.interval(ImageMatricesTest::miou, BOOTSTRAP);

    // places 0.025 * 199 and 0.975 * 199
    assertThat(interval.low())
        .isCloseTo(scores[4] + 0.975 * (scores[5] - scores[4]), within(1e-12));
    assertThat(interval.high())
        .isCloseTo(scores[194] + 0.025 * (scores[195] - scores[194]), within(1e-12));
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

    assertThat(merged.total()).isEqualTo(whole.total());
    for (int i = 0; i < 20; i++) {
      assertThat(merged.image(i)).isEqualTo(images.get(i));
    }
  }

  @Test
  void refusesOtherClassesAndOtherImages() {
    ImageMatrices matrices = random(3, 1);

    assertThatThrownBy(() -> matrices.add(ConfusionMatrix.empty(2)))
        .hasMessageContaining("2 classes");
    assertThatThrownBy(() -> matrices.merge(new ImageMatrices(4)))
        .hasMessageContaining("4 classes");
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
