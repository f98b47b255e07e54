package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {

  /** Half a cosine at 0, 45, 90, 135 and 180 degrees. */
  @Test
  void cosineFallsFromTheBaseToTheFloor() {
    LearningRateSchedule toZero = new CosineSchedule(1, 0, 4);
    assertThat(toZero.rate(0)).isEqualTo(1);
    assertThat(toZero.rate(1)).isCloseTo((1 + Math.sqrt(0.5)) / 2, within(1e-15));
    assertThat(toZero.rate(2)).isCloseTo(0.5, within(1e-15));
    assertThat(toZero.rate(3)).isCloseTo((1 - Math.sqrt(0.5)) / 2, within(1e-15));
    assertThat(toZero.rate(4)).isZero();
    assertThat(toZero.rate(4.5)).as("beyond the end").isZero();

    LearningRateSchedule toFloor = new CosineSchedule(2e-3, 2e-4, 100);
    assertThat(toFloor.rate(0)).isEqualTo(2e-3);
    assertThat(toFloor.rate(50)).isCloseTo(1.1e-3, within(1e-15));
    assertThat(toFloor.rate(100)).isCloseTo(2e-4, within(1e-15));
  }

  @Test
  void warmUpRisesInAStraightLine() {
    LearningRateSchedule warmed = LearningRateSchedule.constant(0.1).warmedUp(2);

    assertThat(List.of(0.0, 0.25, 1.0, 1.75).stream().map(warmed::rate))
        .usingComparatorForType((a, b) -> Math.abs(a - b) < 1e-15 ? 0 : 1, Double.class)
        .containsExactly(0.0, 0.0125, 0.05, 0.0875);
    assertThat(warmed.rate(2)).isEqualTo(0.1);
    assertThat(warmed.rate(50)).isEqualTo(0.1);
    assertThat(LearningRateSchedule.constant(0.1).warmedUp(0).rate(0)).isEqualTo(0.1);
  }

  @Test
  void warmUpScalesWhatTheScheduleGives() {
    LearningRateSchedule warmed = new CosineSchedule(1, 0, 4).warmedUp(2);

    assertThat(warmed.rate(1)).isCloseTo((1 + Math.sqrt(0.5)) / 4, within(1e-15));
    assertThat(warmed.rate(3)).isCloseTo((1 - Math.sqrt(0.5)) / 2, within(1e-15));
  }

  @Test
  void cosineRefusesNumbersOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CosineSchedule(0, 0, 4))
        .withMessage("the learning rate must be above 0, got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CosineSchedule(0.1, 0.2, 4))
        .withMessage("the lowest rate must be in 0..0.1, got 0.2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CosineSchedule(0.1, 0, 0))
        .withMessage("epochs must be at least 1, got 0");
  }
}
