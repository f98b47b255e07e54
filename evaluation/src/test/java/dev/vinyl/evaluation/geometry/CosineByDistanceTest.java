package dev.vinyl.evaluation.geometry;

import static dev.vinyl.evaluation.geometry.TestTokens.grid;
import static dev.vinyl.evaluation.geometry.TestTokens.row;
import static dev.vinyl.evaluation.geometry.TestTokens.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.geometry.EncoderGeometry.CosineByDistance;
import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CosineByDistanceTest {
  private static final Bootstrap BOOTSTRAP = new Bootstrap(100, 0.95, 3);

  @Test
  void aGridOfFourAsCountedByHand() {
    // cosines: upper pair 1, lower pair 0, left pair 1 / sqrt 2, right pair 1 / sqrt 2,
    // diagonals 1 / sqrt 2 of 0 and 3, -1 / sqrt 2 ... see the tokens
    PatchTokens image = grid(2, 2, token(1, 0), token(2, 0), token(1, 1), token(-1, 1));
    double half = Math.sqrt(0.5);

    CosineByDistance curve = curve(2, 2, List.of(image));

    // neighbours 0-1, 2-3, 0-2, 1-3; diagonals 0-3, 1-2
    assertThat(curve.at(1).estimate()).isCloseTo((1 + 0 + half - half) / 4, within(1e-15));
    assertThat(curve.at(2).estimate()).isCloseTo((-half + half) / 2, within(1e-15));
    assertThat(curve.maxDistance()).isEqualTo(2);
    assertThatThrownBy(() -> curve.at(3)).hasMessageContaining("1..2");
  }

  @Test
  void identicalTokensAreOneAndOrthogonalOnesZero() {
    PatchTokens same = row(token(3, 4), token(3, 4), token(3, 4));
    PatchTokens orthogonal = row(token(5, 0, 0), token(0, 1, 0), token(0, 0, -2));

    assertThat(estimates(curve(1, 3, List.of(same)))).allMatch(c -> Math.abs(c - 1) < 1e-15);
    assertThat(estimates(curve(1, 3, List.of(orthogonal)))).containsOnly(0.0);
  }

  @Test
  void aTokenOfLengthZeroIsLikeNothing() {
    PatchTokens image = row(token(0, 0), token(1, 1));

    assertThat(image.cosines().get(0, 0)).isZero();
    assertThat(image.cosines().get(0, 1)).isZero();
    assertThat(image.cosines().get(1, 1)).isCloseTo(1, within(1e-15));
  }

  @Test
  void agreesWithAllOrderedPairsInPlainLoops() {
    int rows = 3;
    int columns = 5;
    List<PatchTokens> images = TestTokens.random(12, rows, columns, 7, 5);
    double[] sums = new double[7];
    int[] pairs = new int[7];
    for (PatchTokens image : images) {
      for (int i = 0; i < 15; i++) {
        for (int j = 0; j < 15; j++) {
          int distance = Math.abs(i / columns - j / columns) + Math.abs(i % columns - j % columns);
          sums[distance] += TestTokens.cosine(image, i, j);
          pairs[distance]++;
        }
      }
    }

    CosineByDistance curve = curve(rows, columns, images);

    assertThat(curve.maxDistance()).isEqualTo(6);
    assertThat(curve.images()).isEqualTo(12);
    for (int distance = 1; distance <= 6; distance++) {
      assertThat(curve.at(distance).estimate())
          .isCloseTo(sums[distance] / pairs[distance], within(1e-13));
    }
  }

  @Test
  void aSimilarityMapIsARowOfCosines() {
    PatchTokens image = TestTokens.random(new Random(3), 4, 3, 6);

    SimilarityMap map = SimilarityMap.of(image, 7);

    assertThat(map.rows()).isEqualTo(4);
    assertThat(map.columns()).isEqualTo(3);
    assertThat(map.reference()).isEqualTo(7);
    assertThat(map.get(2, 1)).isCloseTo(1, within(1e-15));
    for (int i = 0; i < 12; i++) {
      assertThat(map.get(i / 3, i % 3)).isCloseTo(TestTokens.cosine(image, 7, i), within(1e-14));
    }
    assertThatThrownBy(() -> map.get(4, 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> SimilarityMap.of(image, 12))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void orderChangesNothingAndMergedPartsAreOnePass() {
    List<PatchTokens> images = new ArrayList<>(TestTokens.random(30, 2, 3, 4, 6));
    CosineByDistance forwards = curve(2, 3, images);
    Collections.shuffle(images, new Random(2));
    CosineAccumulator merged = accumulate(2, 3, images.subList(0, 11));
    merged.merge(accumulate(2, 3, images.subList(11, 30)));

    assertThat(merged.result(BOOTSTRAP)).isEqualTo(forwards);
    assertThat(forwards.at(1).low()).isLessThan(forwards.at(1).high());
  }

  /** The one patch has no pair, and the row none of distance 2 and 3 in a grid of 2 x 3. */
  @Test
  void aPartOfTheGridHasItsOwnPairs() {
    CosineByDistance found =
        curve(
            2,
            3,
            List.of(
                row(token(1, 0)), row(token(1, 0), token(0, 2)), row(token(1, 0), token(3, 0))));

    assertThat(found.at(1).estimate()).isEqualTo(0.5);
    assertThat(found.at(2).estimate()).isNaN();
    assertThat(found.images()).isEqualTo(3);
  }

  @Test
  void refusesALargerGrid() {
    assertThatThrownBy(() -> accumulate(2, 3, TestTokens.random(1, 3, 2, 4, 6)))
        .hasMessageContaining("expected 2 x 3 patches of dimension 4 as before, got 3 x 2");
    assertThatThrownBy(() -> new CosineAccumulator(1, 1)).hasMessageContaining("two patches");
  }

  private static List<Double> estimates(CosineByDistance curve) {
    return curve.curve().stream().map(ConfidenceInterval::estimate).toList();
  }

  private static CosineAccumulator accumulate(int rows, int columns, List<PatchTokens> images) {
    CosineAccumulator cosines = new CosineAccumulator(rows, columns);
    images.forEach(cosines::add);
    return cosines;
  }

  private static CosineByDistance curve(int rows, int columns, List<PatchTokens> images) {
    return accumulate(rows, columns, images).result(BOOTSTRAP);
  }
}
