package dev.vinyl.study;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PaceTest {

  @Test
  void firstTimeIsNow() {
    assertThat(new Pace(1000).isDue(Long.MIN_VALUE)).isTrue();
    assertThat(new Pace(1000).isDue(5)).isTrue();
  }

  @Test
  void whatIsCheapWaitsForThePause() {
    Pace pace = new Pace(1000);
    pace.took(100, 110); // 49 times 10 is less
    assertThat(pace.isDue(1109)).isFalse();
    assertThat(pace.isDue(1110)).isTrue();
  }

  @Test
  void whatIsDearTakesAFiftiethOfTheTime() {
    Pace pace = new Pace(1000);
    pace.took(100, 300);
    assertThat(pace.isDue(300 + 49 * 200 - 1)).isFalse();
    assertThat(pace.isDue(300 + 49 * 200)).isTrue();
  }

  @Test
  void clockMayPassTheLargestNumber() {
    Pace pace = new Pace(1000);
    pace.took(Long.MAX_VALUE - 20, Long.MAX_VALUE - 10);
    assertThat(pace.isDue(Long.MAX_VALUE)).isFalse();
    assertThat(pace.isDue(Long.MIN_VALUE + 2000)).isTrue();
  }
}
