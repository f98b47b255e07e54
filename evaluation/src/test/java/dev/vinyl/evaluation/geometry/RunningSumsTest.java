package dev.vinyl.evaluation.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.MatrixFeatures_DDRM;
import org.junit.jupiter.api.Test;

/** What resampling relies on: a sum taken so many times is that of its vectors so many times. */
class RunningSumsTest {
  private static final int DIMENSION = 3;

  @Test
  void scatterTakenThreeTimesIsThatOfAllVectorsThreeTimes() {
    double[] some = vectors(5, 1);
    double[] others = vectors(6, 2);
    Scatter part = new Scatter(DIMENSION);
    part.add(others.clone());
    Scatter merged = new Scatter(DIMENSION);
    merged.add(some.clone());
    merged.merge(part, 3);
    merged.merge(part, 0);
    double[] all = new double[(5 + 3 * 6) * DIMENSION];
    System.arraycopy(some, 0, all, 0, some.length);
    for (int i = 0; i < 3; i++) {
      System.arraycopy(others, 0, all, some.length + i * others.length, others.length);
    }

    assertThat(merged.count()).isEqualTo(23);
    assertSame(merged.covariance(), naive(all, true));
    assertSame(merged.secondMoment(), naive(all, false));
  }

  @Test
  void momentsTakenThreeTimesAreThoseOfAllVectorsThreeTimes() {
    double[] some = vectors(5, 1);
    double[] others = vectors(6, 2);
    Moments part = new Moments(DIMENSION);
    add(part, others);
    Moments merged = new Moments(DIMENSION);
    add(merged, some);
    merged.merge(part, 3);
    Moments onePass = new Moments(DIMENSION);
    add(onePass, some);
    for (int i = 0; i < 3; i++) {
      add(onePass, others);
    }

    assertThat(merged.count()).isEqualTo(23);
    assertThat(merged.meanVariance()).isCloseTo(onePass.meanVariance(), within(1e-12));
    for (int d = 0; d < DIMENSION; d++) {
      assertThat(merged.mean(d)).isCloseTo(onePass.mean(d), within(1e-12));
    }
  }

  @Test
  void aImagesBlockFollowsFromItsTokensAlone() {
    int[] filled = new int[8];
    for (PatchTokens tokens : TestTokens.random(800, 2, 2, 3, 1)) {
      PatchTokens copy = new PatchTokens(2, 2, 3, tokens.values().clone());
      filled[tokens.block(8)]++;

      assertThat(copy.block(8)).isEqualTo(tokens.block(8));
    }

    // 100 expected in each, with a standard deviation of 9.4
    for (int images : filled) {
      assertThat(images).isBetween(60, 140);
    }
  }

  private static void add(Moments moments, double[] vectors) {
    for (int start = 0; start < vectors.length; start += DIMENSION) {
      double[] vector = new double[DIMENSION];
      System.arraycopy(vectors, start, vector, 0, DIMENSION);
      moments.add(vector);
    }
  }

  private static double[] vectors(int n, int seed) {
    return new Random(seed).doubles((long) n * DIMENSION, -2, 5).toArray();
  }

  /** The unbiased covariance, or the sum of x x^T. */
  private static DMatrixRMaj naive(double[] vectors, boolean centred) {
    int n = vectors.length / DIMENSION;
    double[] mean = new double[DIMENSION];
    for (int i = 0; centred && i < vectors.length; i++) {
      mean[i % DIMENSION] += vectors[i] / n;
    }
    DMatrixRMaj matrix = new DMatrixRMaj(DIMENSION, DIMENSION);
    for (int i = 0; i < DIMENSION; i++) {
      for (int j = 0; j < DIMENSION; j++) {
        double sum = 0;
        for (int t = 0; t < n; t++) {
          sum += (vectors[t * DIMENSION + i] - mean[i]) * (vectors[t * DIMENSION + j] - mean[j]);
        }
        matrix.set(i, j, centred ? sum / (n - 1) : sum);
      }
    }
    return matrix;
  }

  private static void assertSame(DMatrixRMaj found, DMatrixRMaj expected) {
    assertThat(MatrixFeatures_DDRM.isIdentical(found, expected, 1e-10))
        .as("%s and %s", found, expected)
        .isTrue();
  }
}
