package dev.vinyl.evaluation.internal.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AxisTest {

  @Test
  void hasRoundTicksAroundItsValues() {
    Axis axis = Axis.around(-0.13, 1, 5);

    // (1 + 0.13) / 5 = 0.226, of which 0.5 is the next of 1, 2, 5 times a power of ten.
    assertThat(labels(axis)).containsExactly("-0.5", "0", "0.5", "1");
    assertThat(axis.place(0.25, 100, 400)).isCloseTo(250, within(1e-9));
  }

  @Test
  void countsInWholeNumbers() {
    assertThat(labels(Axis.around(1, 14, 7)))
        .containsExactly("0", "2", "4", "6", "8", "10", "12", "14");
  }

  @Test
  void hasRoomForASingleValue() {
    Axis axis = Axis.around(3, 3, 5);

    assertThat(axis.low()).isLessThanOrEqualTo(3);
    assertThat(axis.high()).isGreaterThan(3);
  }

  @Test
  void givesEqualFactorsEqualRoomOnALogarithmicAxis() {
    Axis axis = Axis.powersOfTen(0.002, 1);

    assertThat(labels(axis)).containsExactly("0.001", "0.01", "0.1", "1");
    assertThat(axis.place(0.1, 0, 300)).isCloseTo(200, within(1e-9));
    assertThat(axis.place(Math.sqrt(0.001), 0, 300)).isCloseTo(150, within(1e-9));
  }

  @Test
  void holdsWhatLiesOutsideAtItsEnds() {
    assertThat(Axis.shares().place(1.2, 0, 10)).isEqualTo(10);
    assertThat(Axis.shares().place(-3, 0, 10)).isEqualTo(0);
  }

  private static List<String> labels(Axis axis) {
    return axis.ticks().stream().map(axis::label).toList();
  }
}
