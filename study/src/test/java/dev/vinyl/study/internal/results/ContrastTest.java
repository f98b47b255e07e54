package dev.vinyl.study.internal.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.Bootstrap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ContrastTest {
  private static final Bootstrap DRAWS = new Bootstrap(2000, 0.95, 1);
  private static final Map<CellKey, Double> GAIN =
      Map.of(new CellKey(100, "none", 10, 0), 1.0, new CellKey(0, "none", 10, 0), -1.0);

  private final Grid grid =
      new Grid(
          List.of(
              Cells.of(0, "none", 10, 1, 0.2, 0.4, 0.6),
              Cells.of(100, "none", 10, 1, 0.3, 0.6, 0.6), // +0.1 +0.2 0
              Cells.of(0, "none", 10, 2, 0.1, 0.5, 0.5),
              Cells.of(100, "none", 10, 2, 0.4, 0.6, 0.7), // +0.3 +0.1 +0.2
              Cells.of(0, "none", 10, 3, 0.9, 0.9, 0.9))); // without a partner

  @Test
  void differenceIsPairedBySeedAndImage() {
    Contrast gain = Contrast.of(grid, GAIN, DRAWS);
    assertThat(gain.seeds()).isEqualTo(2);
    assertThat(gain.images()).isEqualTo(3);
    assertThat(gain.estimate().estimate()).isCloseTo(0.15, within(1e-12)); // of 0.1 and 0.2
    assertThat(gain.standardDeviation()).isCloseTo(Math.sqrt(0.005), within(1e-12));
    // images over seeds: 0.2, 0.15, 0.1
    assertThat(gain.effect()).isCloseTo(0.15 / 0.05, within(1e-9));
  }

  @Test
  void intervalHoldsStudentsTOverSeeds() {
    Contrast gain = Contrast.of(grid, GAIN, DRAWS);
    double ofSeeds = 12.7062 * Math.sqrt(0.005) / Math.sqrt(2);
    assertThat(gain.estimate().high() - 0.15).isGreaterThan(ofSeeds).isLessThan(1.1 * ofSeeds);
    assertThat(gain.bootstrap().low()).isGreaterThan(0);
    assertThat(gain.bootstrap().high()).isBetween(0.2, 0.3);
  }

  @Test
  void oneSeedHasNoInterval() {
    Grid single = new Grid(grid.cells().subList(0, 2));
    Contrast gain = Contrast.of(single, GAIN, DRAWS);
    assertThat(gain.estimate().estimate()).isCloseTo(0.1, within(1e-12));
    assertThat(gain.estimate().low()).isNaN();
    assertThat(gain.bootstrap().low()).isNotNaN();
  }

  @Test
  void nothingIsUndefined() {
    Contrast none = Contrast.of(new Grid(grid.cells().subList(0, 1)), GAIN, DRAWS);
    assertThat(none.seeds()).isZero();
    assertThat(none.estimate().estimate()).isNaN();
  }
}
