package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ClassMask;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrimapAccuracyTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(10, 0.95, 1);

  @Test
  void aStepAsCountedByHand() {
    // distances 3 2 1 | 1 2 3
    TrimapMetrics.Rings trimaps = rings(2);
    trimaps.add(image(Masks.of("000111"), Masks.of("100011")));

    assertThat(within(trimaps, 1)).isEqualTo(0.5);
    assertThat(within(trimaps, 2)).isEqualTo(0.75);
    assertThat(trimaps.result(BOOTSTRAP).find("trimap.accuracy.3")).isEmpty();
    assertThatThrownBy(() -> new TrimapMetrics(0)).hasMessageContaining("got 0");
  }

  @Test
  void aImageOfOneClassHasNoBoundary() {
    TrimapMetrics.Rings trimaps = rings(5);
    trimaps.add(image(Masks.of("00", "0."), Masks.of("01", "11")));

    assertThat(within(trimaps, 5)).isNaN();
  }

  @Test
  void agreesWithAllDistancesInPlainLoops() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      ClassMask target = Masks.blobs(random, 70, 9, 3, 0.1);
      ClassMask prediction = Masks.blobs(random, 70, 9, 3, 0);
      TrimapMetrics.Rings trimaps = rings(9);
      trimaps.add(image(target, prediction));

      for (int w = 1; w <= 9; w++) {
        assertThat(within(trimaps, w))
            .as("within %d", w)
            .isEqualTo(Double.valueOf(naive(target, prediction, w)));
      }
    }
  }

  @Test
  void mergedPartsAreOnePass() {
    TrimapMetrics.Rings whole = rings(6);
    TrimapMetrics.Rings first = rings(6);
    TrimapMetrics.Rings second = rings(6);
    for (int i = 0; i < 8; i++) {
      Random random = new Random(i);
      ClassMask target = Masks.blobs(random, 20, 20, 3, 0);
      ClassMask prediction = Masks.blobs(random, 20, 20, 3, 0);
      whole.add(image(target, prediction));
      (i % 2 == 0 ? second : first).add(image(target, prediction));
    }
    first.merge(second);

    for (int distance = 1; distance <= 6; distance++) {
      assertThat(within(first, distance)).isEqualTo(within(whole, distance));
    }
  }

  private static TrimapMetrics.Rings rings(int distance) {
    return new TrimapMetrics(distance).accumulator(Metric.Context.of(List.of("a", "b", "c")));
  }

  private static PredictedImage image(ClassMask target, ClassMask prediction) {
    return PredictedImage.of(3, "image", target, prediction);
  }

  private static double within(TrimapMetrics.Rings trimaps, int distance) {
    return trimaps.result(BOOTSTRAP).find("trimap.accuracy." + distance).orElseThrow().value();
  }

  private static double naive(ClassMask target, ClassMask prediction, int width) {
    int right = 0;
    int all = 0;
    for (int y = 0; y < target.height(); y++) {
      for (int x = 0; x < target.width(); x++) {
        if (target.get(x, y) == ClassMask.IGNORE) {
          continue;
        }
        boolean near = false;
        for (int v = 0; v < target.height(); v++) {
          for (int u = 0; u < target.width(); u++) {
            boolean other =
                target.get(u, v) != target.get(x, y) && target.get(u, v) != ClassMask.IGNORE;
            int squared = (u - x) * (u - x) + (v - y) * (v - y);
            near |= other && squared <= width * width;
          }
        }
        all += near ? 1 : 0;
        right += near && target.get(x, y) == prediction.get(x, y) ? 1 : 0;
      }
    }
    return (double) right / all;
  }
}
