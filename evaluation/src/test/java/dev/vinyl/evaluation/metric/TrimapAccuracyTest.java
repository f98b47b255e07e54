package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.runtime.image.ClassMask;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TrimapAccuracyTest {

  @Test
  void aStepAsCountedByHand() {
    // distances 3 2 1 | 1 2 3
    TrimapAccuracyAccumulator trimaps = new TrimapAccuracyAccumulator(2, 2);
    trimaps.add(Masks.of("000111"), Masks.of("100011"));

    TrimapAccuracy accuracy = trimaps.result();
    assertThat(accuracy.rings())
        .containsExactly(new TrimapAccuracy.Ring(2, 1), new TrimapAccuracy.Ring(2, 2));
    assertThat(accuracy.within(1)).isEqualTo(0.5);
    assertThat(accuracy.within(2)).isEqualTo(0.75);
    assertThatThrownBy(() -> accuracy.within(3)).hasMessageContaining("1..2");
  }

  @Test
  void aImageOfOneClassHasNoBoundary() {
    TrimapAccuracyAccumulator trimaps = new TrimapAccuracyAccumulator(2, 5);
    trimaps.add(Masks.of("00", "0."), Masks.of("01", "11"));

    assertThat(trimaps.result().within(5)).isNaN();
  }

  @Test
  void agreesWithAllDistancesInPlainLoops() {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      ClassMask target = Masks.blobs(random, 70, 9, 3, 0.1);
      ClassMask prediction = Masks.blobs(random, 70, 9, 3, 0);
      TrimapAccuracyAccumulator trimaps = new TrimapAccuracyAccumulator(3, 9);
      trimaps.add(target, prediction);

      for (int w = 1; w <= 9; w++) {
        assertThat(trimaps.result().within(w))
            .as("within %d", w)
            .isEqualTo(Double.valueOf(naive(target, prediction, w)));
      }
    }
  }

  @Test
  void mergedPartsAreOnePass() {
    TrimapAccuracyAccumulator whole = new TrimapAccuracyAccumulator(3, 6);
    TrimapAccuracyAccumulator first = new TrimapAccuracyAccumulator(3, 6);
    TrimapAccuracyAccumulator second = new TrimapAccuracyAccumulator(3, 6);
    for (int i = 0; i < 8; i++) {
      Random random = new Random(i);
      ClassMask target = Masks.blobs(random, 20, 20, 3, 0);
      ClassMask prediction = Masks.blobs(random, 20, 20, 3, 0);
      whole.add(target, prediction);
      (i % 2 == 0 ? second : first).add(target, prediction);
    }
    first.merge(second);

    assertThat(first.result()).isEqualTo(whole.result());
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
