package dev.vinyl.training.internal.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

final class MultiStepScheduleTest {

  @Test
  void followsThePapersHundredEpochs() {
    LearningRateSchedule schedule = new MultiStepSchedule(2e-3, 0.5, List.of(70, 90, 95));

    for (int epoch = 0; epoch < 100; epoch++) {
      double expected = epoch < 70 ? 2e-3 : epoch < 90 ? 1e-3 : epoch < 95 ? 5e-4 : 2.5e-4;
      assertThat(schedule.rate(epoch)).as("epoch %d", epoch).isEqualTo(expected);
    }
  }

  @Test
  void withoutMilestonesStaysConstant() {
    assertThat(new MultiStepSchedule(1e-3, 0.1, List.of()).rate(1000)).isEqualTo(1e-3);
    assertThat(LearningRateSchedule.constant(1e-3).rate(1000)).isEqualTo(1e-3);
  }

  @Test
  void refusesMilestonesThatDoNotRise() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultiStepSchedule(1e-3, 0.5, List.of(90, 70)))
        .withMessage("milestones must be rising epoch numbers from 1 on, got [90, 70]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultiStepSchedule(1e-3, 0.5, List.of(0)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MultiStepSchedule(0, 0.5, List.of()))
        .withMessage("the learning rate must be above 0, got 0.0");
  }
}
