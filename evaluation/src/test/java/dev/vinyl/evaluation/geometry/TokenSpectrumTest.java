package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenSpectrum;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.SingularOps_DDRM;
import org.junit.jupiter.api.Test;

class TokenSpectrumTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 0.95, 3);

  @Test
  void effectiveRankIsTheExponentOfTheEntropy() {
    assertThat(SpectrumAccumulator.effectiveRank(new double[] {2, 2, 2, 0}))
        .isCloseTo(3, within(1e-14));
    assertThat(SpectrumAccumulator.effectiveRank(new double[] {7, 0})).isEqualTo(1);
    // shares 3/4 and 1/4
    assertThat(SpectrumAccumulator.effectiveRank(new double[] {3, 1}))
        .isCloseTo(Math.pow(0.75, -0.75) * Math.pow(0.25, -0.25), within(1e-14));
    assertThat(SpectrumAccumulator.effectiveRank(new double[] {0, 0})).isNaN();
    assertThatThrownBy(() -> SpectrumAccumulator.effectiveRank(new double[] {1, -1}))
        .hasMessageContaining("-1");
  }

  @Test
  void tokensAlongAxesAsCountedByHand() {
    // Gram matrix diag(2 * 9, 2 * 1), mean 0, 4 tokens
    PatchTokens image = row(token(3, 0), token(-3, 0), token(0, 1), token(0, -1));

    TokenSpectrum found = spectrum(List.of(image));

    assertThat(found.tokens()).isEqualTo(4);
    assertClose(found.singularValues(), Math.sqrt(18), Math.sqrt(2));
    assertClose(found.covarianceEigenvalues(), 18 / 3.0, 2 / 3.0);
    assertThat(found.effectiveRank().estimate())
        .isCloseTo(SpectrumAccumulator.effectiveRank(new double[] {3, 1}), within(1e-12));
    assertThat(found.covarianceEffectiveRank().estimate())
        .isCloseTo(SpectrumAccumulator.effectiveRank(new double[] {9, 1}), within(1e-12));
    assertThat(found.participationRatio().estimate()).isCloseTo(100.0 / (81 + 1), within(1e-12));
  }

  @Test
  void identicalTokensFillOneDirectionAndHaveNoCovariance() {
    PatchTokens same = row(token(1, 2, 2), token(1, 2, 2));

    TokenSpectrum found = spectrum(List.of(same, same));

    assertClose(found.singularValues(), 6, 0, 0);
    assertThat(found.effectiveRank().estimate()).isCloseTo(1, within(1e-6));
    assertThat(found.covarianceEffectiveRank().estimate()).isNaN();
    assertThat(found.participationRatio().estimate()).isNaN();
  }

  @Test
  void aMatrixOfLowRankHasNoMoreDirections() {
    Random random = new Random(8);
    double[][] basis = new double[3][20];
    for (double[] direction : basis) {
      Arrays.setAll(direction, i -> random.nextGaussian());
    }
    List<PatchTokens> images = new ArrayList<>();
    for (int p = 0; p < 30; p++) {
      float[][] tokens = new float[9][20];
      for (float[] token : tokens) {
        for (double[] direction : basis) {
          double amount = random.nextGaussian();
          for (int d = 0; d < 20; d++) {
            token[d] += (float) (amount * direction[d]);
          }
        }
      }
      images.add(TestTokens.grid(3, 3, tokens));
    }

    TokenSpectrum found = spectrum(images);

    assertThat(found.singularValues().get(2)).isGreaterThan(10);
    assertThat(found.singularValues().get(3) / found.singularValues().get(0)).isLessThan(1e-6);
    assertThat(found.covarianceEffectiveRank().high()).isLessThanOrEqualTo(3 + 1e-6);
    assertThat(found.participationRatio().estimate()).isBetween(2.0, 3.0);
  }

  /** EJML's singular value decomposition of the tokens themselves is the second way. */
  @Test
  void agreesWithTheSingularValuesOfTheWholeMatrix() {
    List<PatchTokens> images = TestTokens.random(20, 2, 3, 6, 7);
    DMatrixRMaj raw = new DMatrixRMaj(120, 6);
    double[] mean = new double[6];
    for (int t = 0; t < 120; t++) {
      for (int d = 0; d < 6; d++) {
        raw.set(t, d, images.get(t / 6).values()[t % 6 * 6 + d]);
        mean[d] += raw.get(t, d) / 120;
      }
    }
    DMatrixRMaj centred = new DMatrixRMaj(120, 6);
    for (int t = 0; t < 120; t++) {
      for (int d = 0; d < 6; d++) {
        centred.set(t, d, raw.get(t, d) - mean[d]);
      }
    }
    double[] ofRaw = singularValues(raw);
    double[] ofCentred = Arrays.stream(singularValues(centred)).map(s -> s * s / 119).toArray();

    TokenSpectrum found = spectrum(images);

    assertClose(found.singularValues(), ofRaw);
    assertClose(found.covarianceEigenvalues(), ofCentred);
    assertThat(found.effectiveRank().estimate())
        .isCloseTo(SpectrumAccumulator.effectiveRank(ofRaw), within(1e-9));
    double sum = Arrays.stream(ofCentred).sum();
    double squares = Arrays.stream(ofCentred).map(v -> v * v).sum();
    assertThat(found.participationRatio().estimate()).isCloseTo(sum * sum / squares, within(1e-9));
  }

  @Test
  void orderChangesNothingAndMergedPartsAreOnePass() {
    List<PatchTokens> images = new ArrayList<>(TestTokens.random(50, 2, 2, 3, 6));
    TokenSpectrum forwards = spectrum(images);
    Collections.shuffle(images, new Random(2));
    SpectrumAccumulator parts = accumulate(images.subList(0, 20));
    parts.merge(accumulate(images.subList(20, 50)));
    TokenSpectrum merged = parts.result(BOOTSTRAP);

    assertClose(merged.effectiveRank(), forwards.effectiveRank());
    assertClose(merged.participationRatio(), forwards.participationRatio());
    assertThat(forwards.effectiveRank().low()).isLessThan(forwards.effectiveRank().high());
    assertThat(forwards.effectiveRank().contains(forwards.effectiveRank().estimate())).isTrue();
  }

  @Test
  void refusesTooLittle() {
    SpectrumAccumulator spectra = new SpectrumAccumulator(2);
    spectra.add(row(token(1, 2)));

    assertThatThrownBy(() -> spectra.result(BOOTSTRAP)).hasMessageContaining("two tokens");
    assertThatThrownBy(() -> spectra.add(row(token(1)))).hasMessageContaining("dimension 2");
    assertThatThrownBy(() -> spectra.merge(new SpectrumAccumulator(3)))
        .hasMessageContaining("dimension 3");
  }

  private static double[] singularValues(DMatrixRMaj matrix) {
    double[] values = SingularOps_DDRM.singularValues(matrix);
    Arrays.sort(values);
    double[] descending = new double[values.length];
    Arrays.setAll(descending, i -> values[values.length - 1 - i]);
    return descending;
  }

  private static void assertClose(List<Double> found, double... expected) {
    assertThat(found).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(found.get(i)).isCloseTo(expected[i], within(1e-6));
    }
  }

  private static void assertClose(ConfidenceInterval found, ConfidenceInterval expected) {
    assertThat(found.estimate()).isCloseTo(expected.estimate(), within(1e-10));
    assertThat(found.low()).isCloseTo(expected.low(), within(1e-10));
    assertThat(found.high()).isCloseTo(expected.high(), within(1e-10));
  }

  private static SpectrumAccumulator accumulate(List<PatchTokens> images) {
    SpectrumAccumulator spectra = new SpectrumAccumulator(images.get(0).dimension());
    images.forEach(spectra::add);
    return spectra;
  }

  private static TokenSpectrum spectrum(List<PatchTokens> images) {
    return accumulate(images).result(BOOTSTRAP);
  }
}
