package dev.vinyl.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.DrawnImage;
import dev.vinyl.evaluation.metric.Metric.FittedTemperature;
import dev.vinyl.runtime.image.ClassMask;
import org.junit.jupiter.api.Test;

class TemperatureAccumulatorTest {

  @Test
  void labelsDrawnFromTheProbabilitiesFitTemperatureOne() {
    TemperatureAccumulator sample = new TemperatureAccumulator(3, 5);
    for (int i = 0; i < 60; i++) {
      DrawnImage image = DrawnImage.of(i, 1);
      sample.add("p" + i, image.logits(), image.target());
    }

    assertThat(fit(sample).temperature()).isCloseTo(1, within(0.03));
    assertThat(sample.size()).isEqualTo(60 * 400);
  }

  @Test
  void findsTheTemperatureThatLogitsWereMultipliedBy() {
    TemperatureAccumulator sample = new TemperatureAccumulator(3, 5);
    for (int i = 0; i < 60; i++) {
      DrawnImage image = DrawnImage.of(i, 2.5);
      sample.add("p" + i, image.logits(), image.target());
    }

    FittedTemperature fitted = sample.fit("trainval", 60);

    assertThat(fitted.temperature()).isCloseTo(2.5, within(0.08));
    assertThat(fitted.nllBefore()).isCloseTo(nll(2.5, 1), within(1e-9));
    assertThat(fitted.nllAfter()).isCloseTo(nll(2.5, fitted.temperature()), within(1e-9));
    assertThat(fitted.nllAfter()).isLessThan(fitted.nllBefore());
    assertThat(fitted.pixels()).isEqualTo(60 * 400);
    assertThat(fitted.split()).isEqualTo("trainval");
    assertThat(fitted.images()).isEqualTo(60);
  }

  /** Of the 60 images above, pixel by pixel. */
  private static double nll(double stretch, double temperature) {
    double sum = 0;
    for (int i = 0; i < 60; i++) {
      DrawnImage image = DrawnImage.of(i, stretch);
      for (int pixel = 0; pixel < 400; pixel++) {
        double exps = 0;
        for (int c = 0; c < 3; c++) {
          exps += Math.exp(image.logits()[400 * c + pixel] / temperature);
        }
        int label = image.target().classes()[pixel];
        sum += Math.log(exps) - image.logits()[400 * label + pixel] / temperature;
      }
    }
    return sum / (60 * 400);
  }

  @Test
  void theFittedTemperatureIsTheLowestOfItsNeighbours() {
    float[] logits = {2, 1, -1, 0.5f, 0, 0, 0, 0};
    TemperatureAccumulator sample = new TemperatureAccumulator(2, 1);
    sample.add("p", logits, labels(0, 1, 1, 0));

    FittedTemperature fitted = fit(sample);

    // of each pixel the logit of class 0 less that of class 1, positive where class 0 is the ground
    // truth
    double[] margins = {2, -1, 1, 0.5};
    assertThat(fitted.nllAfter()).isCloseTo(nll(margins, fitted.temperature()), within(1e-12));
    assertThat(nll(margins, fitted.temperature() * 1.01)).isGreaterThan(fitted.nllAfter());
    assertThat(nll(margins, fitted.temperature() / 1.01)).isGreaterThan(fitted.nllAfter());
  }

  private static double nll(double[] margins, double temperature) {
    double sum = 0;
    for (double margin : margins) {
      sum += Math.log1p(Math.exp(-margin / temperature));
    }
    return sum / margins.length;
  }

  @Test
  void whereEverythingIsRightTheTemperatureIsAtItsLimit() {
    TemperatureAccumulator sample = new TemperatureAccumulator(2, 1);
    sample.add("p", new float[] {1, 0, 0, 1}, labels(0, 1));

    assertThat(fit(sample).temperature()).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void orderAndMergingDoNotChangeTheSample() {
    TemperatureAccumulator whole = new TemperatureAccumulator(3, 500, 5);
    TemperatureAccumulator even = new TemperatureAccumulator(3, 500, 5);
    TemperatureAccumulator odd = new TemperatureAccumulator(3, 500, 5);
    for (int i = 0; i < 20; i++) {
      DrawnImage image = DrawnImage.of(i, 1.7);
      whole.add("p" + i, image.logits(), image.target());
      (i % 2 == 0 ? even : odd).add("p" + i, image.logits(), image.target());
    }
    odd.merge(even);

    assertThat(odd.size()).isEqualTo(500);
    assertThat(fit(odd)).isEqualTo(fit(whole));
  }

  private static FittedTemperature fit(TemperatureAccumulator sample) {
    return sample.fit("test", 1);
  }

  private static ClassMask labels(int... labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return new ClassMask(labels.length, 1, bytes);
  }
}
