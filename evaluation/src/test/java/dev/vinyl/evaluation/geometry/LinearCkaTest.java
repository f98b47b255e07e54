package dev.vinyl.evaluation.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.geometry.GeometryReport.LinearCka;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinearCkaTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(50, 0.95, 3);

  @Test
  void aRotatedScaledAndShiftedCopyIsOne() {
    CkaAccumulator alignments = new CkaAccumulator(List.of("x", "y"), List.of(2, 2));
    for (PatchTokens x : TestTokens.random(20, 2, 2, 2, 5)) {
      float[] turned = new float[8];
      for (int i = 0; i < 8; i += 2) {
        turned[i] = 3 - 2 * x.values()[i + 1];
        turned[i + 1] = 1 + 2 * x.values()[i];
      }
      alignments.add(List.of(x, new PatchTokens(2, 2, 2, turned)));
    }

    ConfidenceInterval found = alignments.result(BOOTSTRAP).between("x", "y");

    assertThat(found.estimate()).isCloseTo(1, within(1e-6));
    assertThat(found.low()).isCloseTo(1, within(1e-6));
  }

  @Test
  void orthogonalPatternsAreZero() {
    // Over the four patches one representation varies as + + - -, the other as + - + -.
    PatchTokens x = new PatchTokens(1, 4, 1, new float[] {1, 1, -1, -1});
    PatchTokens y = new PatchTokens(1, 4, 1, new float[] {5, 3, 5, 3});
    CkaAccumulator alignments = new CkaAccumulator(List.of("x", "y"), List.of(1, 1));
    alignments.add(List.of(x, y));

    LinearCka found = alignments.result(BOOTSTRAP);

    assertThat(found.between("x", "y").estimate()).isZero();
    assertThat(found.between("x", "x").estimate()).isEqualTo(1);
  }

  @Test
  void aRepresentationThatDoesNotVaryHasNone() {
    PatchTokens x = new PatchTokens(1, 2, 1, new float[] {1, 2});
    PatchTokens same = new PatchTokens(1, 2, 1, new float[] {4, 4});
    CkaAccumulator alignments = new CkaAccumulator(List.of("x", "y"), List.of(1, 1));
    alignments.add(List.of(x, same));

    assertThat(alignments.result(BOOTSTRAP).between("x", "y").estimate()).isNaN();
  }

  /** Kornblith's other form: over the T x T Gram matrices, HSIC(K, L) / sqrt(HSIC(K, K) ...). */
  @Test
  void agreesWithTheGramMatricesOfAllTokensInPlainLoops() {
    List<List<PatchTokens>> layers =
        List.of(
            TestTokens.random(10, 2, 2, 3, 1),
            TestTokens.random(10, 2, 2, 5, 2),
            TestTokens.random(10, 2, 2, 3, 1).stream().map(LinearCkaTest::squared).toList());
    List<String> names = List.of("first", "second", "third");
    CkaAccumulator alignments = new CkaAccumulator(names, List.of(3, 5, 3));
    for (int p = 0; p < 10; p++) {
      alignments.add(List.of(layers.get(0).get(p), layers.get(1).get(p), layers.get(2).get(p)));
    }

    LinearCka found = alignments.result(BOOTSTRAP);

    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        double expected =
            hsic(layers.get(i), layers.get(j))
                / Math.sqrt(
                    hsic(layers.get(i), layers.get(i)) * hsic(layers.get(j), layers.get(j)));
        assertThat(found.values().get(i).get(j).estimate()).isCloseTo(expected, within(1e-10));
        assertThat(found.between(names.get(i), names.get(j)))
            .isEqualTo(found.values().get(j).get(i));
      }
    }
    assertThat(found.between("first", "third").estimate()).isBetween(0.2, 0.95);
  }

  @Test
  void orderChangesNothingAndMergedPartsAreOnePass() {
    List<PatchTokens> x = TestTokens.random(40, 2, 2, 3, 1);
    List<PatchTokens> y = x.stream().map(LinearCkaTest::squared).toList();
    CkaAccumulator whole = new CkaAccumulator(List.of("x", "y"), List.of(3, 3));
    CkaAccumulator even = new CkaAccumulator(List.of("x", "y"), List.of(3, 3));
    CkaAccumulator odd = new CkaAccumulator(List.of("x", "y"), List.of(3, 3));
    for (int p = 0; p < 40; p++) {
      whole.add(List.of(x.get(p), y.get(p)));
      (p % 2 == 0 ? even : odd).add(List.of(x.get(p), y.get(p)));
    }
    odd.merge(even);
    ConfidenceInterval onePass = whole.result(BOOTSTRAP).between("x", "y");
    ConfidenceInterval merged = odd.result(BOOTSTRAP).between("x", "y");

    assertThat(merged.estimate()).isCloseTo(onePass.estimate(), within(1e-12));
    assertThat(merged.low()).isCloseTo(onePass.low(), within(1e-12));
    assertThat(merged.high()).isCloseTo(onePass.high(), within(1e-12));
    assertThat(onePass.low()).isLessThan(onePass.high());
  }

  @Test
  void refusesRepresentationsThatDoNotFit() {
    CkaAccumulator alignments = new CkaAccumulator(List.of("x", "y"), List.of(3, 3));
    List<PatchTokens> some = TestTokens.random(2, 2, 2, 3, 1);

    assertThatThrownBy(() -> alignments.add(some.subList(0, 1)))
        .hasMessageContaining("got 1 representations");
    assertThatThrownBy(
            () -> alignments.add(List.of(some.get(0), TestTokens.random(1, 1, 4, 3, 1).get(0))))
        .hasMessageContaining("expected 2 x 2");
    assertThatThrownBy(() -> new CkaAccumulator(List.of("x", "x"), List.of(1, 1)))
        .hasMessageContaining("twice");
    assertThatThrownBy(() -> alignments.result(BOOTSTRAP).between("x", "z"))
        .hasMessageContaining("named z");
  }

  private static PatchTokens squared(PatchTokens tokens) {
    float[] values = tokens.values().clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] * values[i];
    }
    return new PatchTokens(tokens.rows(), tokens.columns(), tokens.dimension(), values);
  }

  private static double hsic(List<PatchTokens> x, List<PatchTokens> y) {
    double[][] k = centredGram(x);
    double[][] l = centredGram(y);
    double sum = 0;
    for (int i = 0; i < k.length; i++) {
      for (int j = 0; j < k.length; j++) {
        sum += k[i][j] * l[i][j];
      }
    }
    return sum;
  }

  /** H K H with K = X X^T and H = I - 1 / T. */
  private static double[][] centredGram(List<PatchTokens> images) {
    int patches = images.get(0).patches();
    int dimension = images.get(0).dimension();
    int n = images.size() * patches;
    double[][] gram = new double[n][n];
    double[] rows = new double[n];
    double all = 0;
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        for (int d = 0; d < dimension; d++) {
          gram[i][j] +=
              (double) images.get(i / patches).values()[i % patches * dimension + d]
                  * images.get(j / patches).values()[j % patches * dimension + d];
        }
        rows[i] += gram[i][j] / n;
        all += gram[i][j] / n / n;
      }
    }
    double[][] centred = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        centred[i][j] = gram[i][j] - rows[i] - rows[j] + all;
      }
    }
    return centred;
  }
}
