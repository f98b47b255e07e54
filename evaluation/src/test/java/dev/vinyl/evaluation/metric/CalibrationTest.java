package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.internal.names.NameHash;
import dev.vinyl.evaluation.metric.ConfusionMatrix.LabelOutOfRangeException;
import dev.vinyl.evaluation.metric.Figure.Calibration;
import dev.vinyl.evaluation.metric.PredictedImage.PixelLogits;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.95, 2);

  /** Of each pixel the logits log(p) and log(1 - p), so that the probabilities are p and 1 - p. */
  private static float[] logits(double... ofFirst) {
    float[] logits = new float[2 * ofFirst.length];
    for (int i = 0; i < ofFirst.length; i++) {
      logits[i] = (float) Math.log(ofFirst[i]);
      logits[ofFirst.length + i] = (float) Math.log(1 - ofFirst[i]);
    }
    return logits;
  }

  @Test
  void fourPixelsAsCountedByHand() {
    CalibrationAccumulator pixels = new CalibrationAccumulator(2, 5, 1);
    // confidences 0.9 0.85 0.7 0.65; the second is class 0 and wrong, the fourth class 1 and right
    pixels.add("p", new PixelLogits(2, logits(0.9, 0.85, 0.7, 0.35), Masks.of("0101")));

    Calibration found = pixels.result(BOOTSTRAP);

    assertThat(found.bins()).hasSize(5);
    assertThat(found.bins().get(4).pixels()).isEqualTo(2);
    assertThat(found.bins().get(4).confidence()).isCloseTo(0.875, within(1e-6));
    assertThat(found.bins().get(4).accuracy()).isEqualTo(0.5);
    assertThat(found.bins().get(3).pixels()).isEqualTo(2);
    assertThat(found.bins().get(3).confidence()).isCloseTo(0.675, within(1e-6));
    assertThat(found.bins().get(3).accuracy()).isEqualTo(1);
    assertThat(found.bins().get(0).accuracy()).isNaN();
    assertThat(found.expectedError().estimate())
        .isCloseTo(0.5 * (0.875 - 0.5) + 0.5 * (1 - 0.675), within(1e-6));
    assertThat(found.nll())
        .isCloseTo(
            -(Math.log(0.9) + Math.log(0.15) + Math.log(0.7) + Math.log(0.65)) / 4, within(1e-6));
    assertThat(found.pixels()).isEqualTo(4);
  }

  @Test
  void aModelThatIsSureAndRightHasNoErrorAndOneThatIsSureAndWrongTheWhole() {
    CalibrationAccumulator right = new CalibrationAccumulator(2);
    right.add("p", new PixelLogits(2, new float[] {90, -90, -90, 90}, Masks.of("01")));
    CalibrationAccumulator wrong = new CalibrationAccumulator(2);
    wrong.add("p", new PixelLogits(2, new float[] {90, -90, -90, 90}, Masks.of("10")));

    assertThat(right.result(BOOTSTRAP).expectedError().estimate()).isZero();
    assertThat(right.result(BOOTSTRAP).bins()).hasSize(15);
    assertThat(wrong.result(BOOTSTRAP).expectedError().estimate()).isEqualTo(1);
    assertThat(wrong.result(BOOTSTRAP).nll()).isCloseTo(180, within(1e-9));
  }

  @Test
  void ignoredPixelsCountNowhere() {
    CalibrationAccumulator pixels = new CalibrationAccumulator(2);
    pixels.add("p", new PixelLogits(2, logits(0.9, 0.8), Masks.of("0.")));

    assertThat(pixels.result(BOOTSTRAP).pixels()).isEqualTo(1);
    CalibrationAccumulator none = new CalibrationAccumulator(2);
    none.add("p", new PixelLogits(2, logits(0.9), Masks.of(".")));
    assertThatThrownBy(() -> none.result(BOOTSTRAP)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void labelsDrawnFromTheProbabilitiesAreCalibrated() {
    CalibrationAccumulator pixels = new CalibrationAccumulator(3);
    for (int i = 0; i < 60; i++) {
      pixels.add("p" + i, DrawnImage.of(i, 1).pixels());
    }

    assertThat(pixels.result(BOOTSTRAP).expectedError().estimate()).isLessThan(0.012);
  }

  @Test
  void dividingByWhatLogitsWereMultipliedByCalibratesThem() {
    CalibrationAccumulator sure = new CalibrationAccumulator(3);
    CalibrationAccumulator scaled = new CalibrationAccumulator(3, 15, 2.5);
    for (int i = 0; i < 60; i++) {
      sure.add("p" + i, DrawnImage.of(i, 2.5).pixels());
      scaled.add("p" + i, DrawnImage.of(i, 2.5).pixels());
    }

    assertThat(sure.result(BOOTSTRAP).expectedError().estimate()).isGreaterThan(0.1);
    assertThat(scaled.result(BOOTSTRAP).expectedError().estimate()).isLessThan(0.012);
    assertThat(scaled.result(BOOTSTRAP).nll()).isLessThan(sure.result(BOOTSTRAP).nll());
  }

  @Test
  void orderAndMergingChangeNoDigit() {
    CalibrationAccumulator whole = new CalibrationAccumulator(3);
    CalibrationAccumulator even = new CalibrationAccumulator(3);
    CalibrationAccumulator odd = new CalibrationAccumulator(3);
    for (int i = 0; i < 150; i++) { // several in each block
      whole.add("p" + i, DrawnImage.of(i, 1.7).pixels());
      (i % 2 == 0 ? even : odd).add("p" + i, DrawnImage.of(i, 1.7).pixels());
    }
    odd.merge(even);

    assertThat(odd.result(BOOTSTRAP)).isEqualTo(whole.result(BOOTSTRAP));
    ConfidenceInterval onePass = whole.result(BOOTSTRAP).expectedError();
    assertThat(onePass.low()).isLessThan(onePass.high());
  }

  @Test
  void aDrawnBlockCountsAsOftenAsItWasDrawn() {
    // Three images in three blocks; a single resample is both ends of the interval.
    List<String> names = new ArrayList<>(List.of("p0", "p1", "p2"));
    names.sort(Comparator.comparingLong(CalibrationTest::block));
    assertThat(names.stream().map(CalibrationTest::block).distinct()).hasSize(3);
    CalibrationAccumulator pixels = new CalibrationAccumulator(3);
    names.forEach(name -> add(pixels, name));
    for (int seed = 0; seed < 5; seed++) {
      SplittableRandom draw =
          new SplittableRandom(new SplittableRandom(seed).longs(1).findFirst().orElseThrow());
      CalibrationAccumulator drawn = new CalibrationAccumulator(3);
      for (int i = 0; i < 3; i++) {
        add(drawn, names.get(draw.nextInt(3)));
      }

      assertThat(pixels.result(new Bootstrap(1, 0.95, seed)).expectedError().low())
          .isCloseTo(drawn.result(BOOTSTRAP).expectedError().estimate(), within(1e-12));
    }
  }

  private static long block(String name) {
    return Long.remainderUnsigned(NameHash.of(name), CalibrationAccumulator.BLOCKS);
  }

  /** An image that follows from its name. */
  private static void add(CalibrationAccumulator pixels, String name) {
    pixels.add(name, DrawnImage.of(name.charAt(1), 1 + name.charAt(1) % 3).pixels());
  }

  @Test
  void refusesLogitsThatDoNotFit() {
    CalibrationAccumulator pixels = new CalibrationAccumulator(2);

    assertThatThrownBy(() -> pixels.add("p", new PixelLogits(2, new float[3], Masks.of("01"))))
        .hasMessageContaining("2 x 1");
    assertThatThrownBy(
            () -> pixels.add("p", new PixelLogits(2, new float[] {Float.NaN, 0}, Masks.of("0"))))
        .hasMessageContaining("finite");
    assertThatThrownBy(() -> pixels.add("p", new PixelLogits(2, new float[2], Masks.of("2"))))
        .isInstanceOf(LabelOutOfRangeException.class)
        .hasMessageContaining("pixel (0, 0) has ground truth 2");
  }
}
