package dev.vinyl.study.internal.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.Bootstrap;
import dev.vinyl.evaluation.metric.ConfidenceInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class ClaimsTest {
  private static final Bootstrap DRAWS = new Bootstrap(500, 0.95, 1);
  private static final List<Integer> TUNED = List.of(50, 100, 200);

  /** Scores as the paper has them, with a little noise. */
  private static Grid grid(double pretrained, double[] more, double[] classified, int seeds) {
    SplittableRandom random = new SplittableRandom(3);
    List<Cell> cells = new ArrayList<>();
    for (int size : List.of(0, 1000, 2000)) {
      for (String kind : List.of("none", "classification")) {
        for (int t = 0; t < TUNED.size(); t++) {
          for (int seed = 1; seed <= seeds; seed++) {
            double[] images = new double[40];
            for (int i = 0; i < images.length; i++) {
              images[i] =
                  0.3
                      + 0.002 * i
                      + more[t]
                      + pretrained * (size == 0 ? 0 : size == 1000 ? 0.8 : 1)
                      - (kind.equals("none") ? 0 : classified[t])
                      + 0.002 * random.nextDouble();
            }
            cells.add(Cells.of(size, kind, TUNED.get(t), seed, images));
          }
        }
      }
    }
    return new Grid(cells);
  }

  private static List<Verdict> verdicts(Grid grid) {
    return Claims.of(grid, null, DRAWS).stream().map(Claim::verdict).toList();
  }

  @Test
  void whatThePaperFoundIsSupported() {
    Grid grid = grid(0.1, new double[] {0, 0.05, 0.08}, new double[] {0.04, 0.02, 0.01}, 3);
    assertThat(verdicts(grid))
        .containsExactly(Verdict.SUPPORTED, Verdict.SUPPORTED, Verdict.UNDECIDED);
    Claim first = Claims.of(grid, null, DRAWS).get(0);
    assertThat(first.parts()).hasSize(4);
    assertThat(first.parts().get(0).estimate().estimate()).isCloseTo(0.1, within(1e-3));
    assertThat(first.parts().get(1).estimate().estimate()).isCloseTo(0.08, within(1e-3));
    // 0.05 for 50 more is 0.1 for 100; 0.03 for 100
    assertThat(first.parts().get(2).estimate().estimate()).isCloseTo(0.07, within(3e-3));
    // 0.08 for the first thousand, 0.02 for the second
    assertThat(first.parts().get(3).estimate().estimate()).isCloseTo(0.06, within(1e-3));
  }

  @Test
  void theOppositeIsContradicted() {
    Grid grid = grid(-0.1, new double[] {0, 0.05, 0.08}, new double[] {-0.04, -0.02, -0.01}, 3);
    assertThat(verdicts(grid))
        .containsExactly(Verdict.CONTRADICTED, Verdict.CONTRADICTED, Verdict.UNDECIDED);
  }

  @Test
  void nothingIsDecidedByOneSeedOrByNoise() {
    Grid one = grid(0.1, new double[] {0, 0.05, 0.08}, new double[] {0.04, 0.02, 0.01}, 1);
    assertThat(verdicts(one)).containsOnly(Verdict.UNDECIDED);
    Grid noise = grid(0, new double[] {0, 0, 0}, new double[] {0, 0, 0}, 3);
    assertThat(verdicts(noise)).containsOnly(Verdict.UNDECIDED);
  }

  @Test
  void probesAreComparedByTheirIntervals() {
    ConfidenceInterval high = new ConfidenceInterval(0.90, 0.86, 0.93, 0.95);
    ConfidenceInterval low = new ConfidenceInterval(0.80, 0.77, 0.83, 0.95);
    Claim.Part part = Claims.probes("", high, low, 0);
    assertThat(part.estimate().estimate()).isCloseTo(0.1, within(1e-12));
    assertThat(part.estimate().low()).isCloseTo(0.1 - 0.05, within(1e-12)); // 0.04 and 0.03
    assertThat(part.estimate().high()).isCloseTo(0.1 + Math.hypot(0.03, 0.03), within(1e-12));
    assertThat(part.verdict()).isEqualTo(Verdict.SUPPORTED);
    assertThat(Claims.probes("", low, high, 0).verdict()).isEqualTo(Verdict.CONTRADICTED);
    assertThat(Claims.probes("", high, high, 0).verdict()).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void curveHasAnIntervalAroundIt() {
    Grid grid = grid(0.1, new double[] {0, 0.05, 0.08}, new double[] {0, 0, 0}, 3);
    FittedCurve curve = FittedCurve.of(grid, 2000, "none", DRAWS).orElseThrow();
    // through three points: gains of 0.05 and 0.03 fall by 0.6 a doubling
    assertThat(Math.pow(2, -curve.curve().rate())).isCloseTo(0.6, within(0.02));
    assertThat(curve.rate().contains(curve.curve().rate())).isTrue();
    assertThat(curve.nextDoubling().estimate()).isCloseTo(0.018, within(0.002));
    assertThat(curve.fitted()).isEqualTo(1);
  }
}
