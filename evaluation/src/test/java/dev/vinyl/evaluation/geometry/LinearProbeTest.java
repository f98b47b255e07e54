package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.labels;
import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.geometry.EncoderGeometry.ProbeAccuracy;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.runtime.image.ClassMask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearProbeTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.95, 3);

  @Test
  void thePapersProbeSeparatesWhatIsSeparable() {
    LabelledTokens.Source images = planted(200, 3, 0.3, 1);

    ProbeAccuracy found = LinearProbe.paper(3, 5).run(images, BOOTSTRAP);

    assertThat(found.accuracy().estimate()).isGreaterThan(0.99);
    assertThat(found.images()).isEqualTo(200);
    assertThat(found.confusion().total()).isEqualTo(200 * 12);
  }

  @Test
  void aSeedGivesTheSameProbeAgain() {
    LabelledTokens.Source images = planted(150, 3, 3, 1);

    ProbeAccuracy first = LinearProbe.paper(3, 5).run(images, BOOTSTRAP);

    assertThat(LinearProbe.paper(3, 5).run(images, BOOTSTRAP)).isEqualTo(first);
    assertThat(LinearProbe.paper(3, 6).run(images, BOOTSTRAP)).isNotEqualTo(first);
    assertThat(first.accuracy().low()).isLessThan(first.accuracy().high());
  }

  /** Adam's first step is the rate, whatever the gradient; the second as worked out by hand. */
  @Test
  void adamStepsAsPublished() {
    double[] parameters = {1, 1};
    LinearProbe.Adam adam = new LinearProbe.Adam(0.01, parameters);
    adam.step(new double[] {8, -0.02}, 2);

    assertThat(parameters[0]).isCloseTo(1 - 0.01, within(1e-8));
    assertThat(parameters[1]).isCloseTo(1 + 0.01, within(1e-8));

    adam.step(new double[] {0, 0}, 2);
    // m = 0.9 * 0.1 * 4 / (1 - 0.81), v = 0.999 * 0.001 * 16 / (1 - 0.998001)
    double m = 0.9 * 0.1 * 4 / (1 - 0.81);
    double v = 0.999 * 0.001 * 16 / (1 - 0.998001);
    assertThat(parameters[0]).isCloseTo(1 - 0.01 - 0.01 * m / Math.sqrt(v), within(1e-7));
  }

  @Test
  void lossAndGradientAreThoseOfPlainLoops() {
    Random random = new Random(2);
    PatchTokens tokens = TestTokens.random(random, 2, 3, 5);
    ClassMask labels = labels("012", "20.");
    SoftmaxRegression layer = new SoftmaxRegression(3, 5);
    double[] parameters = random.doubles(18, -1, 1).toArray();
    double[] gradient = new double[18];

    ProbeExamples examples = new ProbeExamples(3, Standardization.none(5));
    examples.load(new LabelledTokens(TestTokens.random(random, 2, 3, 5), labels("222", "111")));
    examples.load(new LabelledTokens(tokens, labels));

    double loss = layer.loss(parameters, examples, gradient);

    assertThat(loss).isCloseTo(naiveLoss(parameters, tokens, labels), within(1e-12));
    for (int i = 0; i < 18; i++) {
      double[] more = parameters.clone();
      double[] less = parameters.clone();
      more[i] += 1e-5;
      less[i] -= 1e-5;
      double slope = (naiveLoss(more, tokens, labels) - naiveLoss(less, tokens, labels)) / 2e-5;
      assertThat(gradient[i]).isCloseTo(slope, within(1e-6));
    }
  }

  private static double naiveLoss(double[] parameters, PatchTokens tokens, ClassMask labels) {
    double loss = 0;
    for (int i = 0; i < 6; i++) {
      int label = labels.get(i % 3, i / 3);
      if (label == ClassMask.IGNORE) {
        continue;
      }
      double sum = 0;
      double own = 0;
      for (int k = 0; k < 3; k++) {
        double logit = parameters[15 + k];
        for (int d = 0; d < 5; d++) {
          logit += parameters[k * 5 + d] * tokens.values()[i * 5 + d];
        }
        sum += Math.exp(logit);
        own = k == label ? logit : own;
      }
      loss += Math.log(sum) - own;
    }
    return loss;
  }

  @Test
  void lbfgsFindsTheLowestPointOfAQuadratic() {
    // (x - 1)^2 + 100 (y + 2)^2 + (x - 1)(y + 2)
    Lbfgs found =
        Lbfgs.minimize(
            (p, g) -> {
              double x = p[0] - 1;
              double y = p[1] + 2;
              g[0] = 2 * x + y;
              g[1] = 200 * y + x;
              return x * x + 100 * y * y + x * y;
            },
            new double[] {20, 20},
            100,
            1e-9);

    assertThat(found.point()[0]).isCloseTo(1, within(1e-8));
    assertThat(found.point()[1]).isCloseTo(-2, within(1e-8));
    assertThat(found.iterations()).isLessThan(30);
  }

  /** With two classes at -1 and 1 the best weight solves an equation in one unknown. */
  @Test
  void theRegressionIsAtTheMinimumOfItsPenalisedLoss() {
    PatchTokens tokens = row(token(-1), token(-1), token(-1), token(1), token(1), token(1));
    LabelledTokens.Source images =
        LabelledTokens.Source.of(List.of(new LabelledTokens(tokens, labels("001110"))));
    double penalty = 0.05;

    EncoderGeometry.HeldOutProbe found =
        new LogisticProbe(2, List.of(penalty), 200, 1e-10).run(images, images, images, BOOTSTRAP);

    // Standardised tokens are -s and s with s = sqrt(5 / 6); by symmetry the weights are -w and w,
    // the biases 0. 4 of 6 patches lie on their class's side.
    double s = Math.sqrt(5.0 / 6);
    double best = Double.POSITIVE_INFINITY;
    for (double w = 0; w < 3; w += 1e-4) {
      double loss =
          (4 * Math.log1p(Math.exp(-2 * w * s)) + 2 * Math.log1p(Math.exp(2 * w * s))) / 6;
      best = Math.min(best, loss + penalty / 2 * 2 * w * w);
    }
    assertThat(found.candidates().get(0).trainingLoss()).isCloseTo(best, within(1e-7));
    assertThat(found.test().accuracy().estimate()).isEqualTo(4.0 / 6);
  }

  @Test
  void thePenaltyIsChosenByTheValidationSetAndTheTestSetIsOnlyMeasured() {
    // few images and many dimensions that say nothing: a weak penalty learns the noise
    LabelledTokens.Source training = planted(6, 2, 2.5, 1);
    LabelledTokens.Source validation = planted(60, 2, 2.5, 2);
    LabelledTokens.Source test = planted(60, 2, 2.5, 3);
    LogisticProbe probe = new LogisticProbe(2, List.of(10.0, 1e-1, 1e-3, 1e-6), 200, 1e-6);

    EncoderGeometry.HeldOutProbe found = probe.run(training, validation, test, BOOTSTRAP);
    EncoderGeometry.HeldOutProbe other =
        probe.run(training, validation, planted(9, 2, 2.5, 4), BOOTSTRAP);

    double best =
        found.candidates().stream()
            .mapToDouble(EncoderGeometry.Candidate::validationAccuracy)
            .max()
            .orElseThrow();
    assertThat(found.candidates())
        .filteredOn(c -> c.penalty() == found.penalty())
        .singleElement()
        .extracting(EncoderGeometry.Candidate::validationAccuracy)
        .isEqualTo(best);
    assertThat(found.penalty()).isGreaterThan(1e-6);
    assertThat(other.penalty()).isEqualTo(found.penalty());
    assertThat(found.test().images()).isEqualTo(60);
  }

  @Test
  void onLabelsAtRandomTheProperProbeIsAtChanceAndThePapersAboveIt() {
    LabelledTokens.Source training = noise(8, 1);
    Bootstrap bootstrap = new Bootstrap(500, 0.95, 1);

    EncoderGeometry.HeldOutProbe proper =
        LogisticProbe.of(2).run(training, noise(100, 2), noise(200, 3), bootstrap);
    ProbeAccuracy paper = new LinearProbe(2, 300, 1e-2, 64, 1).run(training, bootstrap);

    assertThat(proper.test().accuracy().contains(0.5)).isTrue();
    assertThat(paper.accuracy().low()).isGreaterThan(0.55);
  }

  @Test
  void neitherSeedNorThreadsChangeTheRegression() {
    LabelledTokens.Source images = planted(50, 3, 2, 1);

    EncoderGeometry.HeldOutProbe first = LogisticProbe.of(3).run(images, images, images, BOOTSTRAP);

    assertThat(LogisticProbe.of(3).run(images, images, images, BOOTSTRAP)).isEqualTo(first);
  }

  @Test
  void aDimensionThatDoesNotVaryDoesNoHarm() {
    PatchTokens tokens = row(token(7, -1), token(7, 1));
    LabelledTokens.Source images =
        LabelledTokens.Source.of(List.of(new LabelledTokens(tokens, labels("01"))));

    assertThat(
            LogisticProbe.of(2).run(images, images, images, BOOTSTRAP).test().accuracy().estimate())
        .isEqualTo(1);
  }

  @Test
  void refusesWhatCannotBeProbed() {
    LabelledTokens.Source none = LabelledTokens.Source.of(List.of());
    LabelledTokens.Source some = planted(2, 3, 1, 1);

    assertThatThrownBy(() -> LinearProbe.paper(3, 1).run(none, BOOTSTRAP))
        .hasMessageContaining("at least one image");
    assertThatThrownBy(() -> LinearProbe.paper(2, 1).run(some, BOOTSTRAP))
        .hasMessageContaining("has label 2");
    assertThatThrownBy(() -> LogisticProbe.of(3).run(some, none, some, BOOTSTRAP))
        .hasMessageContaining("validation");
    assertThatThrownBy(() -> new LogisticProbe(3, List.of(0.1, 1.0), 10, 1e-4))
        .hasMessageContaining("descending");
  }

  /** Labels at random; each class has a direction of its own, under noise in 20 dimensions. */
  private static LabelledTokens.Source planted(int images, int classes, double noise, int seed) {
    Random random = new Random(seed);
    List<LabelledTokens> all = new ArrayList<>();
    for (int p = 0; p < images; p++) {
      byte[] labels = new byte[12];
      float[] values = new float[12 * 20];
      for (int i = 0; i < 12; i++) {
        labels[i] = (byte) random.nextInt(classes);
        for (int d = 0; d < 20; d++) {
          double signal = d % classes == labels[i] ? 1 : 0;
          values[i * 20 + d] = (float) (signal + noise * random.nextGaussian());
        }
      }
      all.add(new LabelledTokens(new PatchTokens(3, 4, 20, values), new ClassMask(4, 3, labels)));
    }
    return LabelledTokens.Source.of(all);
  }

  private static LabelledTokens.Source noise(int images, int seed) {
    Random random = new Random(seed);
    List<LabelledTokens> all = new ArrayList<>();
    for (int p = 0; p < images; p++) {
      byte[] labels = new byte[12];
      for (int i = 0; i < 12; i++) {
        labels[i] = (byte) random.nextInt(2);
      }
      all.add(new LabelledTokens(TestTokens.random(random, 3, 4, 20), new ClassMask(4, 3, labels)));
    }
    return LabelledTokens.Source.of(all);
  }
}
