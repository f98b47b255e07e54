package dev.vinyl.evaluation.geometry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MoransITest {

  @Test
  void aChessboardIsMinusOneAndHalvesAreNearlyOne() {
    double[] chessboard = new double[64];
    double[] halves = new double[64];
    for (int i = 0; i < 64; i++) {
      chessboard[i] = (i / 8 + i % 8) % 2;
      halves[i] = i % 8 < 4 ? 0 : 1;
    }

    assertThat(SimilarityMap.moransI(8, 8, chessboard)).isEqualTo(-1);
    // 112 pairs of neighbours, 8 of which differ
    assertThat(SimilarityMap.moransI(8, 8, halves)).isCloseTo((104.0 - 8) / 112, within(1e-15));
  }

  @Test
  void threeInARowAsCountedByHand() {
    // mean 2; distances -1, -1, 2; products 1 and -2; squares 6; 2 pairs
    assertThat(SimilarityMap.moransI(1, 3, new double[] {1, 1, 4}))
        .isEqualTo(3.0 * (1 - 2) / (2 * 6));
  }

  @Test
  void withoutVariationThereIsNone() {
    double[] same = new double[12];
    Arrays.fill(same, 0.1);

    assertThat(SimilarityMap.moransI(3, 4, same)).isNaN();
    assertThat(SimilarityMap.moransI(1, 1, new double[] {2})).isNaN();
  }

  @Test
  void agreesWithAMatrixOfWeightsInPlainLoops() {
    Random random = new Random(3);
    for (int rows = 1; rows <= 4; rows++) {
      for (int columns = 2; columns <= 5; columns++) {
        int n = rows * columns;
        double[] values = random.doubles(n, -1, 5).toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double weights = 0;
        double products = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
          squares += (values[i] - mean) * (values[i] - mean);
          for (int j = 0; j < n; j++) {
            int steps = Math.abs(i / columns - j / columns) + Math.abs(i % columns - j % columns);
            int weight = steps == 1 ? 1 : 0;
            weights += weight;
            products += weight * (values[i] - mean) * (values[j] - mean);
          }
        }

        assertThat(SimilarityMap.moransI(rows, columns, values))
            .isCloseTo(n / weights * products / squares, within(1e-12));
      }
    }
  }

  @Test
  void valuesAtRandomAreOnAverageMinusOneOverOneLess() {
    Random random = new Random(5);
    double sum = 0;
    for (int i = 0; i < 4000; i++) {
      sum += SimilarityMap.moransI(4, 4, random.doubles(16).toArray());
    }

    assertThat(sum / 4000).isCloseTo(-1.0 / 15, within(0.012));
  }

  @Test
  void aPlantedFieldIsFound() {
    Random random = new Random(6);
    double[] smooth = new double[64];
    double[] noise = new double[64];
    for (int i = 0; i < 64; i++) {
      smooth[i] =
          Math.sin(Math.floorDiv(i, 8) * 0.5)
              + Math.cos(i % 8 * 0.4)
              + 0.05 * random.nextGaussian();
      noise[i] = random.nextGaussian();
    }

    assertThat(SimilarityMap.moransI(8, 8, smooth)).isGreaterThan(0.75);
    assertThat(SimilarityMap.moransI(8, 8, noise)).isLessThan(0.3);
  }

  @Test
  void refusesAGridThatDoesNotFit() {
    assertThatThrownBy(() -> SimilarityMap.moransI(2, 2, new double[3]))
        .hasMessageContaining("2 x 2");
  }

  @Test
  void aMapOfKnownValuesKeepsThemAndRefusesWhatIsNoGrid() {
    double[] values = {1, 0.5, -0.25, 0};
    SimilarityMap map = new SimilarityMap(2, 2, 0, values);
    values[1] = 7;

    assertThat(map.get(0, 1)).isEqualTo(0.5);
    assertThat(map.get(1, 0)).isEqualTo(-0.25);
    assertThatThrownBy(() -> new SimilarityMap(2, 3, 0, values)).hasMessageContaining("2 x 3");
    assertThatThrownBy(() -> new SimilarityMap(2, 2, 4, values)).hasMessageContaining("0..3");
  }
}
