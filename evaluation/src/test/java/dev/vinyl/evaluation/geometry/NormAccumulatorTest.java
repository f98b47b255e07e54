package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vinyl.evaluation.geometry.EncoderGeometry.TokenNorms;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.runtime.image.CropBox;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class NormAccumulatorTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-6);

  /** Sorted 0.8, 0.9, 1, 1, 1, 1.1, 1.2, 10; their distances to 1: 0, 0, 0, 0.1, 0.1, 0.2, ... */
  @Test
  void numbersAreThoseComputedByHand() {
    NormAccumulator all = new NormAccumulator(1, 4);
    all.add(ofNorms(1, 1.1, 0.9, 1), CropBox.whole(4, 1));
    NormAccumulator other = new NormAccumulator(1, 4);
    other.add(ofNorms(1, 1.2, 10, 0.8), CropBox.whole(4, 1));
    all.merge(other);

    TokenNorms norms = all.result(Bootstrap.standard(1));

    assertThat(norms.median()).isCloseTo(1, CLOSE);
    assertThat(norms.medianDeviation()).isCloseTo(0.1, CLOSE);
    assertThat(norms.largest()).isCloseTo(10, CLOSE);
    assertThat(norms.cutoff()).isCloseTo(2, CLOSE); // beyond 1 + 3.5 / 0.6745 * 0.1
    assertThat(norms.outlierShare().estimate()).isEqualTo(0.125);
    assertThat(norms.outlierMap()).containsExactly(0.0, 0.0, 0.5, 0.0);
    assertThat(norms.histogram()).hasSize(40);
    assertThat(norms.histogram().get(3)).isEqualTo(2); // 0.75 to 1
    assertThat(norms.histogram().get(4)).isEqualTo(5);
    assertThat(norms.histogram().get(39)).isEqualTo(1);
  }

  /** The median is 4.5, the distances to it 0.5, 0.5, 1.5, 1.5, 2.5, 2.5, 3.5 and the last. */
  @Test
  void wideDistributionsAreCutByTheirSpread() {
    assertThat(result(1, 2, 3, 4, 5, 6, 7, 14.8).outlierShare().estimate()).isZero();
    TokenNorms norms = result(1, 2, 3, 4, 5, 6, 7, 14.9);
    assertThat(norms.cutoff()).isCloseTo(4.5 + 3.5 / 0.6745 * 2, CLOSE);
    assertThat(norms.outlierShare().estimate()).isEqualTo(0.125);
  }

  @Test
  void theTailOfANarrowDistributionIsNoOutlier() {
    TokenNorms norms = result(1, 1.001, 0.999, 1, 1.002, 1.9);
    assertThat(norms.outlierShare().estimate()).isZero();
    assertThat(norms.outlierMap()).isEmpty();
  }

  @Test
  void tokensWithoutLengthHaveNoOutlier() {
    TokenNorms norms = result(0, 0);
    assertThat(norms.cutoff()).isZero();
    assertThat(norms.outlierShare().estimate()).isZero();
    assertThat(norms.histogram().get(0)).isEqualTo(2);
  }

  /** The first image lies in the two middle columns, of which the second one stands out. */
  @Test
  void patchesThatShowNothingCountNowhere() {
    NormAccumulator all = new NormAccumulator(1, 4);
    all.add(ofNorms(1, 9), new CropBox(1, 0, 2, 1));
    all.add(ofNorms(1, 1, 1, 1), CropBox.whole(4, 1));

    TokenNorms norms = all.result(Bootstrap.standard(1));

    assertThat(norms.histogram().stream().mapToLong(Long::longValue).sum()).isEqualTo(6);
    assertThat(norms.outlierShare().estimate()).isEqualTo(0.25); // of one half and 0
    assertThat(norms.outlierMap()).containsExactly(0.0, 0.0, 0.5, 0.0);
  }

  private static TokenNorms result(double... norms) {
    NormAccumulator all = new NormAccumulator(1, norms.length);
    all.add(ofNorms(norms), CropBox.whole(norms.length, 1));
    return all.result(Bootstrap.standard(1));
  }

  /** Tokens of three and four fifths of a norm. */
  private static PatchTokens ofNorms(double... norms) {
    float[][] tokens = new float[norms.length][];
    for (int i = 0; i < norms.length; i++) {
      tokens[i] = TestTokens.token(-0.6 * norms[i], 0.8 * norms[i]);
    }
    return row(tokens);
  }
}
