package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.ConfusionMatrix.AbsentClasses;
import dev.vinyl.evaluation.metric.ConfusionMatrix.LabelOutOfRangeException;
import dev.vinyl.runtime.image.ClassMask;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  private static final int IGNORE = ClassMask.IGNORE;

  /** Rows are ground truth: class 0 is 3 0 1, class 1 is 1 2 0, class 2 is 0 0 0. */
  private static final ConfusionMatrix MIXED =
      ConfusionMatrix.of(
          3,
          new ClassMask(7, 1, new byte[] {0, 0, 0, 0, 1, 1, 1}),
          new ClassMask(7, 1, new byte[] {0, 0, 0, 2, 0, 1, 1}));

  @Test
  void rowsAreTargetAndColumnsArePrediction() {
    ConfusionMatrix matrix = compare(mask(0, 0, 0, 1), mask(0, 1, 2, 1));

    assertThat(matrix.count(0, 0)).isEqualTo(1);
    assertThat(matrix.count(0, 1)).isEqualTo(1);
    assertThat(matrix.count(0, 2)).isEqualTo(1);
    assertThat(matrix.count(1, 1)).isEqualTo(1);
    assertThat(matrix.count(1, 0)).isZero();
    assertThat(matrix.total()).isEqualTo(4);
  }

  @Test
  void scoresAMixedCaseAsCountedByHand() {
    // class 0: 2 agree, ground truth has 3, prediction 3, together 4; class 1: 1 of 3; class 2: 1
    // of 2
    ConfusionMatrix matrix = compare(mask(0, 0, 0, 1, 1, 2), mask(0, 0, 1, 1, 0, 2));

    assertThat(matrix.iou(0)).isEqualTo(2.0 / 4);
    assertThat(matrix.iou(1)).isEqualTo(1.0 / 3);
    assertThat(matrix.iou(2)).isEqualTo(1.0);
    assertThat(matrix.pixelAccuracy()).isEqualTo(4.0 / 6);
    assertThat(matrix.meanIou(AbsentClasses.SKIP)).isCloseTo(11.0 / 18, within(1e-15));
    assertThat(matrix.meanIou(AbsentClasses.ZERO)).isCloseTo(11.0 / 18, within(1e-15));
  }

  @Test
  void anAbsentClassIsLeftOutOrCountsAsZero() {
    ConfusionMatrix matrix = compare(mask(0, 0, 1, 1), mask(0, 0, 1, 0));

    assertThat(matrix.absent(2)).isTrue();
    assertThat(matrix.iou(2)).isNaN();
    assertThat(matrix.meanIou(AbsentClasses.SKIP))
        .isCloseTo((2.0 / 3 + 1.0 / 2) / 2, within(1e-15));
    assertThat(matrix.meanIou(AbsentClasses.ZERO))
        .isCloseTo((2.0 / 3 + 1.0 / 2) / 3, within(1e-15));
  }

  @Test
  void aClassThatIsOnlyPredictedIsNotAbsent() {
    ConfusionMatrix matrix = compare(mask(0, 0), mask(0, 2));

    assertThat(matrix.absent(2)).isFalse();
    assertThat(matrix.iou(2)).isZero();
    assertThat(matrix.meanIou(AbsentClasses.SKIP)).isEqualTo(0.25);
  }

  @Test
  void everythingWrongScoresZero() {
    ConfusionMatrix matrix = compare(mask(0, 1, 2), mask(1, 2, 0));

    assertThat(matrix.pixelAccuracy()).isZero();
    assertThat(matrix.meanIou(AbsentClasses.SKIP)).isZero();
  }

  @Test
  void everythingRightScoresOne() {
    ConfusionMatrix matrix = compare(mask(0, 1, 2), mask(0, 1, 2));

    assertThat(matrix.pixelAccuracy()).isEqualTo(1);
    assertThat(matrix.meanIou(AbsentClasses.SKIP)).isEqualTo(1);
    assertThat(matrix.meanIou(AbsentClasses.ZERO)).isEqualTo(1);
  }

  @Test
  void aSingleClassIsPerfectByOneConventionAndAThirdByTheOther() {
    ConfusionMatrix matrix = compare(mask(1, 1, 1), mask(1, 1, 1));

    assertThat(matrix.meanIou(AbsentClasses.SKIP)).isEqualTo(1);
    assertThat(matrix.meanIou(AbsentClasses.ZERO)).isCloseTo(1.0 / 3, within(1e-15));
  }

  @Test
  void anAbsentClassCountsWhatThePolicySays() {
    // class 0 has 1 of 2, class 1 has 1 of 2, class 2 is absent
    ConfusionMatrix matrix = compare(mask(0, 0, 1), mask(0, 1, 1));

    assertThat(matrix.meanIou(AbsentClasses.SKIP)).isEqualTo(0.5);
    assertThat(matrix.meanIou(AbsentClasses.ZERO)).isCloseTo(1.0 / 3, within(1e-15));
    assertThat(matrix.meanIou(AbsentClasses.ONE)).isCloseTo(2.0 / 3, within(1e-15));
    assertThat(AbsentClasses.PAPER).isEqualTo(AbsentClasses.ZERO);
  }

  @Test
  void diceIsTwiceTheAgreementOverBothSizes() {
    assertThat(MIXED.dice(0)).isEqualTo(2.0 * 3 / (4 + 4));
    assertThat(MIXED.dice(1)).isEqualTo(2.0 * 2 / (3 + 2));
    assertThat(MIXED.dice(2)).isZero();
    assertThat(MIXED.meanDice()).isCloseTo((0.75 + 0.8 + 0) / 3, within(1e-15));
    for (int c = 0; c < 3; c++) {
      double iou = MIXED.iou(c);
      assertThat(MIXED.dice(c)).isCloseTo(2 * iou / (1 + iou), within(1e-15));
    }
  }

  @Test
  void classAccuracyAsksOnlyForClassesThatTheTargetHas() {
    assertThat(MIXED.classAccuracy(0)).isEqualTo(3.0 / 4);
    assertThat(MIXED.classAccuracy(1)).isEqualTo(2.0 / 3);
    assertThat(MIXED.classAccuracy(2)).isNaN();
    assertThat(MIXED.meanClassAccuracy()).isCloseTo((3.0 / 4 + 2.0 / 3) / 2, within(1e-15));
  }

  @Test
  void frequencyWeightsAreTheTargetsShares() {
    // IoU 3 of 5 with 4 of 7 pixels, 2 of 3 with 3 of 7
    assertThat(MIXED.frequencyWeightedIou())
        .isCloseTo(4.0 / 7 * 3 / 5 + 3.0 / 7 * 2 / 3, within(1e-15));
  }

  @Test
  void foregroundIsScoredOutsideTheBorderOfTheTarget() {
    // ground truth    0 0 0 1 1 2 2, the last two of which count nowhere
    // predict  0 1 2 0 1 0 2
    ConfusionMatrix matrix = compare(mask(0, 0, 0, 1, 1, 2, 2), mask(0, 1, 2, 0, 1, 0, 2));

    assertThat(matrix.foregroundIou(0, 2)).isEqualTo(1.0 / 4);
    assertThat(matrix.iou(0)).isEqualTo(1.0 / 5);
    assertThatThrownBy(() -> matrix.foregroundIou(1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyScoreOfAPerfectPredictionIsOneAndOfAWrongOneZero() {
    ConfusionMatrix perfect = compare(mask(0, 1, 2, 2), mask(0, 1, 2, 2));
    ConfusionMatrix wrong = compare(mask(0, 1, 2, 2), mask(1, 2, 0, 0));

    List<ToDoubleFunction<ConfusionMatrix>> scores =
        List.of(
            m -> m.meanIou(AbsentClasses.SKIP),
            m -> m.meanIou(AbsentClasses.ZERO),
            m -> m.meanIou(AbsentClasses.ONE),
            ConfusionMatrix::meanDice,
            ConfusionMatrix::pixelAccuracy,
            ConfusionMatrix::meanClassAccuracy,
            ConfusionMatrix::frequencyWeightedIou);
    for (ToDoubleFunction<ConfusionMatrix> score : scores) {
      assertThat(score.applyAsDouble(perfect)).isEqualTo(1);
      assertThat(score.applyAsDouble(wrong)).isZero();
    }
  }

  @Test
  void scoresWithoutPixelsAreUndefined() {
    ConfusionMatrix empty = ConfusionMatrix.empty(2);

    assertThat(empty.meanDice()).isNaN();
    assertThat(empty.meanClassAccuracy()).isNaN();
    assertThat(empty.frequencyWeightedIou()).isNaN();
    assertThat(empty.foregroundIou(0, 1)).isNaN();
  }

  @Test
  void ignoredPixelsCountNowhereWhateverWasPredicted() {
    ConfusionMatrix matrix = compare(mask(IGNORE, 0, IGNORE, 1), mask(0, 0, IGNORE, 0));

    assertThat(matrix.total()).isEqualTo(2);
    assertThat(matrix.pixelAccuracy()).isEqualTo(0.5);
    assertThat(matrix.iou(0)).isEqualTo(0.5);
  }

  @Test
  void withoutAnyPixelScoresAreUndefined() {
    assertThat(ConfusionMatrix.empty(3).pixelAccuracy()).isNaN();
    assertThat(ConfusionMatrix.empty(3).meanIou(AbsentClasses.SKIP)).isNaN();
  }

  @Test
  void refusesClassesOutOfRangeAndNamesThePixel() {
    assertThatThrownBy(() -> compare(mask(0, 3), mask(0, 0)))
        .isInstanceOf(LabelOutOfRangeException.class)
        .hasMessageContaining("0..2")
        .hasMessageContaining("pixel (1, 0) has ground truth 3");
    assertThatThrownBy(() -> compare(mask(0, 0), mask(0, IGNORE)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("prediction 255");
  }

  @Test
  void refusesMasksOfDifferentSizes() {
    assertThatThrownBy(() -> compare(mask(0, 0), mask(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 x 1")
        .hasMessageContaining("1 x 1");
  }

  @Test
  void addsPartsToTheSameMatrixAsOnePass() {
    Random random = new Random(5);
    byte[] target = classes(random, 600);
    byte[] prediction = classes(random, 600);
    ConfusionMatrix whole =
        compare(new ClassMask(600, 1, target), new ClassMask(600, 1, prediction));
    ConfusionMatrix parts = ConfusionMatrix.empty(3);
    for (int from = 0; from < 600; from += 150) {
      byte[] someTarget = Arrays.copyOfRange(target, from, from + 150);
      byte[] somePrediction = Arrays.copyOfRange(prediction, from, from + 150);
      parts =
          parts.plus(
              compare(new ClassMask(150, 1, someTarget), new ClassMask(150, 1, somePrediction)));
    }

    assertThat(parts).isEqualTo(whole);
    assertThat(parts.total()).isEqualTo(600);
  }

  private static byte[] classes(Random random, int n) {
    byte[] classes = new byte[n];
    for (int i = 0; i < n; i++) {
      classes[i] = (byte) random.nextInt(3);
    }
    return classes;
  }

  private static ConfusionMatrix compare(ClassMask target, ClassMask prediction) {
    return ConfusionMatrix.of(3, target, prediction);
  }

  private static ClassMask mask(int... classes) {
    byte[] bytes = new byte[classes.length];
    for (int i = 0; i < classes.length; i++) {
      bytes[i] = (byte) classes[i];
    }
    return new ClassMask(classes.length, 1, bytes);
  }
}
