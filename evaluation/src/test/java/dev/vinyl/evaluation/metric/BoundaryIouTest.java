package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vinyl.evaluation.metric.ConfusionMatrix.LabelOutOfRangeException;
import dev.vinyl.runtime.image.ClassMask;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundaryIouTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 0.95, 1);
  private static final List<String> CLASSES = List.of("a", "b");

  @Test
  void theWidthIsTwoPercentOfTheDiagonalRoundedAndAtLeastOne() {
    BoundaryMetrics boundaries = new BoundaryMetrics();

    assertThat(boundaries.distanceInPixels(128, 128)).isEqualTo(4); // 3.62
    assertThat(boundaries.distanceInPixels(10, 10)).isEqualTo(1); // 0.28
    assertThat(boundaries.distanceInPixels(500, 375)).isEqualTo(12); // 12.5, half to even
    assertThat(boundaries.distanceInPixels(300, 400)).isEqualTo(10);
  }

  /**
   * Class 1 is a square of 5 x 5 in the ground truth, moved right by one in the prediction. Its
   * outermost ring of 16 pixels is the boundary. The rings share rows: columns 2..5 of the upper
   * and lower side (4 each) and nothing of the other sides.
   */
  @Test
  void aMovedSquareAsCountedByHand() {
    ClassMask target =
        Masks.of("0000000", "0111110", "0111110", "0111110", "0111110", "0111110", "0000000");
    ClassMask moved =
        Masks.of("0000000", "0011111", "0011111", "0011111", "0011111", "0011111", "0000000");
    BoundaryMetrics.Counts boundaries = counts(CLASSES);
    boundaries.add(image(target, moved));

    assertThat(iou(boundaries, "b")).isEqualTo(8.0 / 24);
  }

  @Test
  void theEdgeOfTheImageIsAContour() {
    // all pixels but the one in the middle touch the outside
    BoundaryMetrics.Counts boundaries = counts(CLASSES);
    boundaries.add(image(Masks.of("000", "000", "000"), Masks.of("000", "000", "000")));

    assertThat(miou(boundaries).estimate()).isEqualTo(1);
    assertThat(naive(Masks.of("000", "000", "000"), 0, 1)[4]).isFalse();
  }

  @Test
  void perfectIsOneWrongIsZeroAbsentIsNaN() {
    BoundaryMetrics.Counts right = counts(CLASSES);
    right.add(image(Masks.of("0000", "0000"), Masks.of("0000", "0000")));
    BoundaryMetrics.Counts wrong = counts(CLASSES);
    wrong.add(image(Masks.of("0011", "0011"), Masks.of("1100", "1100")));

    assertThat(miou(right).estimate()).isEqualTo(1);
    assertThat(iou(right, "b")).isNaN();
    assertThat(miou(wrong).estimate()).isZero();
  }

  @Test
  void agreesWithTheDefinitionInPlainLoops() {
    for (int seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      int width = 20 + random.nextInt(90);
      int height = 20 + random.nextInt(90);
      ClassMask target = Masks.blobs(random, width, height, 2, 0);
      ClassMask prediction = Masks.blobs(random, width, height, 2, 0);
      int d = (int) Math.max(1, Math.round(0.02 * Math.sqrt(width * width + height * height)));
      BoundaryMetrics.Counts boundaries = counts(CLASSES);
      boundaries.add(image(target, prediction));

      for (int c = 0; c < 2; c++) {
        boolean[] t = naive(target, c, d);
        boolean[] p = naive(prediction, c, d);
        int both = 0;
        int either = 0;
        for (int i = 0; i < t.length; i++) {
          both += t[i] && p[i] ? 1 : 0;
          either += t[i] || p[i] ? 1 : 0;
        }
        assertThat(iou(boundaries, CLASSES.get(c)))
            .isEqualTo(Double.valueOf((double) both / either));
      }
    }
  }

  @Test
  void noContourRunsAlongIgnoredPixels() {
    // With a contour around the ignored pixel the ground truth would have a ring that nobody
    // predicts.
    BoundaryMetrics.Counts boundaries = counts(CLASSES);
    boundaries.add(
        image(
            Masks.of("00000", "00000", "00.00", "00000", "00000"),
            Masks.of("00000", "00000", "00000", "00000", "00000")));
    BoundaryMetrics.Counts other = counts(CLASSES);
    other.add(
        image(
            Masks.of("00000", "00000", "00.00", "00000", "00000"),
            Masks.of("00000", "00000", "00100", "00000", "00000")));

    assertThat(iou(boundaries, "a")).isEqualTo(1);
    assertThat(iou(other, "a")).isEqualTo(1);
    assertThat(iou(other, "b")).isNaN();
  }

  @Test
  void orderAndMergingChangeNothingInTheScore() {
    BoundaryMetrics.Counts forwards = counts(CLASSES);
    BoundaryMetrics.Counts backwards = counts(CLASSES);
    BoundaryMetrics.Counts first = counts(CLASSES);
    BoundaryMetrics.Counts second = counts(CLASSES);
    for (int i = 0; i < 10; i++) {
      add(forwards, i);
      add(backwards, 9 - i);
      add(i < 4 ? first : second, i);
    }
    first.merge(second);

    assertThat(miou(backwards).estimate()).isEqualTo(miou(forwards).estimate());
    assertThat(miou(first)).isEqualTo(miou(forwards));
    assertThat(iou(first, "a")).isEqualTo(iou(forwards, "a"));
    assertThat(miou(forwards).low()).isLessThan(miou(forwards).estimate());
  }

  @Test
  void refusesWhatCannotBeScored() {
    BoundaryMetrics.Counts boundaries = counts(CLASSES);

    assertThatThrownBy(() -> boundaries.add(image(Masks.of("02"), Masks.of("00"))))
        .isInstanceOf(LabelOutOfRangeException.class);
    assertThatThrownBy(() -> new BoundaryMetrics(0)).hasMessageContaining("0.0");
  }

  private static void add(BoundaryMetrics.Counts boundaries, int seed) {
    Random random = new Random(seed);
    boundaries.add(image(Masks.blobs(random, 31, 17, 2, 0.1), Masks.blobs(random, 31, 17, 2, 0)));
  }

  private static BoundaryMetrics.Counts counts(List<String> classNames) {
    return new BoundaryMetrics().accumulator(Metric.Context.of(classNames));
  }

  private static PredictedImage image(ClassMask target, ClassMask prediction) {
    return PredictedImage.of(CLASSES.size(), "image", target, prediction);
  }

  private static ConfidenceInterval miou(BoundaryMetrics.Counts boundaries) {
    return boundaries.result(BOOTSTRAP).find("boundary.miou").orElseThrow().interval();
  }

  private static double iou(BoundaryMetrics.Counts boundaries, String name) {
    return boundaries.result(BOOTSTRAP).find("boundary.iou." + name).orElseThrow().value();
  }

  /** Pixels of the class with one of another class, or outside, at most d steps away. */
  private static boolean[] naive(ClassMask mask, int classIndex, int d) {
    boolean[] boundary = new boolean[mask.width() * mask.height()];
    for (int y = 0; y < mask.height(); y++) {
      for (int x = 0; x < mask.width(); x++) {
        boolean near = false;
        for (int v = y - d; v <= y + d; v++) {
          for (int u = x - d; u <= x + d; u++) {
            boolean outside = u < 0 || v < 0 || u >= mask.width() || v >= mask.height();
            near |= outside || mask.get(u, v) != classIndex;
          }
        }
        boundary[y * mask.width() + x] = near && mask.get(x, y) == classIndex;
      }
    }
    return boundary;
  }
}
