package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.vinyl.evaluation.geometry.EncoderGeometry.VarianceDecomposition;
import dev.vinyl.evaluation.metric.Bootstrap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarianceDecompositionTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(200, 0.95, 3);

  @Test
  void twoImagesAsCountedByHand() {
    // variances within: (2, 0) and (0, 8), so 1 and 4; means (1, 5) and (3, 5)
    List<PatchTokens> images =
        List.of(row(token(0, 5), token(2, 5)), row(token(3, 3), token(3, 7)));

    VarianceDecomposition found = variance(images);

    assertThat(found.withinImage().estimate()).isEqualTo(2.5);
    assertThat(found.acrossImages().estimate()).isEqualTo((2.0 + 0) / 2);
    assertThat(found.images()).isEqualTo(2);
  }

  @Test
  void identicalTokensVaryNowhere() {
    PatchTokens same = row(token(1.5, -2), token(1.5, -2), token(1.5, -2));

    assertThat(variance(List.of(same, same)).withinImage().estimate()).isZero();
    assertThat(variance(List.of(same, same)).acrossImages().estimate()).isZero();
    assertThat(variance(List.of(same)).acrossImages().estimate()).isNaN();
  }

  @Test
  void agreesWithPlainLoops() {
    List<PatchTokens> images = TestTokens.random(40, 3, 4, 5, 9);
    double within = 0;
    double[][] means = new double[40][5];
    for (int p = 0; p < 40; p++) {
      for (int d = 0; d < 5; d++) {
        double[] column = new double[12];
        for (int i = 0; i < 12; i++) {
          column[i] = images.get(p).values()[i * 5 + d];
          means[p][d] += column[i] / 12;
        }
        within += naiveVariance(column) / 5 / 40;
      }
    }
    double across = 0;
    for (int d = 0; d < 5; d++) {
      double[] column = new double[40];
      for (int p = 0; p < 40; p++) {
        column[p] = means[p][d];
      }
      across += naiveVariance(column) / 5;
    }

    VarianceDecomposition found = variance(images);

    assertThat(found.withinImage().estimate()).isCloseTo(within, within(1e-12));
    assertThat(found.acrossImages().estimate()).isCloseTo(across, within(1e-12));
    assertThat(found.acrossImages().contains(across)).isTrue();
    assertThat(found.acrossImages().low()).isLessThan(found.acrossImages().high());
  }

  @Test
  void aLargeMeanCostsNoDigits() {
    List<PatchTokens> images = new ArrayList<>();
    Random random = new Random(4);
    for (int p = 0; p < 200; p++) {
      float shift = random.nextBoolean() ? 4096.25f : 4095.75f;
      images.add(row(token(shift - 0.125), token(shift + 0.125)));
    }
    long above = images.stream().filter(t -> t.values()[0] > 4096).count();
    double share = above / 200.0;

    VarianceDecomposition found = variance(images);

    assertThat(found.withinImage().estimate()).isEqualTo(2 * 0.125 * 0.125);
    assertThat(found.acrossImages().estimate())
        .isCloseTo(0.25 * share * (1 - share) * 200 / 199 * 1, withinPercentage(1e-8));
  }

  @Test
  void orderChangesNothingAndMergedPartsAreOnePass() {
    List<PatchTokens> images = new ArrayList<>(TestTokens.random(60, 2, 2, 3, 1));
    VarianceDecomposition forwards = variance(images);
    Collections.shuffle(images, new Random(2));
    VarianceAccumulator first = accumulate(images.subList(0, 23));
    first.merge(accumulate(images.subList(23, 60)));
    VarianceDecomposition merged = first.result(BOOTSTRAP);

    assertThat(merged.withinImage()).isEqualTo(forwards.withinImage());
    assertThat(merged.acrossImages().estimate())
        .isCloseTo(forwards.acrossImages().estimate(), within(1e-12));
    assertThat(merged.acrossImages().low()).isCloseTo(forwards.acrossImages().low(), within(1e-12));
    assertThat(merged.acrossImages().high())
        .isCloseTo(forwards.acrossImages().high(), within(1e-12));
  }

  @Test
  void refusesTokensThatDoNotFit() {
    VarianceAccumulator variances = new VarianceAccumulator(2);

    assertThatThrownBy(() -> variances.add(row(token(1, 2, 3), token(1, 2, 3))))
        .hasMessageContaining("dimension 2, got 3");
    assertThatThrownBy(() -> row(token(1, 2), token(1, Double.NaN)))
        .hasMessageContaining("patch 1 has NaN in dimension 1");
  }

  /** Two images of one patch and one of two, whose mean token is (2, 4). */
  @Test
  void anImageOfOnePatchHasAMeanTokenButNoVarianceWithin() {
    VarianceDecomposition found =
        variance(List.of(row(token(1, 2)), row(token(3, 6)), row(token(1, 4), token(3, 4))));

    assertThat(found.withinImage().estimate()).isEqualTo(1); // 2 and 0
    assertThat(found.acrossImages().estimate()).isCloseTo(2.5, within(1e-12)); // 1 and 4
  }

  private static double naiveVariance(double[] values) {
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }

  private static VarianceAccumulator accumulate(List<PatchTokens> images) {
    VarianceAccumulator variances = new VarianceAccumulator(images.get(0).dimension());
    images.forEach(variances::add);
    return variances;
  }

  private static VarianceDecomposition variance(List<PatchTokens> images) {
    return accumulate(images).result(BOOTSTRAP);
  }
}
