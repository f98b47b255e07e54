package dev.vinyl.evaluation.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.evaluation.metric.Bootstrap.PairedDifference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap BOOTSTRAP = Bootstrap.standard(7);

  @Test
  void theIntervalOfAMeanIsThatOfTheNormalDistribution() {
    // 400 values of variance 1: the mean's standard error is 0.05
    Random random = new Random(3);
    ImageValues values = new ImageValues();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 400; i++) {
      double value = random.nextGaussian();
      values.add(value);
      sum += value;
      squares += value * value;
    }
    double mean = sum / 400;
    double error = Math.sqrt((squares / 400 - mean * mean) / 400);

    ConfidenceInterval interval = BOOTSTRAP.mean(values);

    assertThat(interval.estimate()).isCloseTo(mean, within(1e-12));
    assertThat(interval.low()).isCloseTo(mean - 1.96 * error, within(0.1 * error));
    assertThat(interval.high()).isCloseTo(mean + 1.96 * error, within(0.1 * error));
    assertThat(interval.level()).isEqualTo(0.95);
  }

  @Test
  void intervalsCoverTheTargetAboutAsOftenAsTheySay() {
    Random random = new Random(5);
    int covered = 0;
    for (int trial = 0; trial < 400; trial++) {
      ImageValues values = new ImageValues();
      for (int i = 0; i < 60; i++) {
        values.add(random.nextDouble());
      }
      covered += new Bootstrap(300, 0.9, trial).mean(values).contains(0.5) ? 1 : 0;
    }

    // 360 expected, with a standard deviation of 6
    assertThat(covered).isBetween(335, 380);
  }

  @Test
  void theOrderOfImagesChangesNothing() {
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      values.add(new Random(i).nextDouble());
    }
    ConfidenceInterval forwards = BOOTSTRAP.mean(values(values));
    Collections.shuffle(values, new Random(1));

    assertThat(BOOTSTRAP.mean(values(values))).isEqualTo(forwards);
  }

  @Test
  void aSeedGivesTheSameIntervalsAgainAndAnotherSeedOthers() {
    ImageValues values = ImageValues.of(1, 4, 2, 8, 5, 7);

    assertThat(BOOTSTRAP.mean(values)).isEqualTo(Bootstrap.standard(7).mean(values));
    assertThat(new Bootstrap(11, 0.95, 1).mean(values))
        .isNotEqualTo(new Bootstrap(11, 0.95, 2).mean(values));
  }

  @Test
  void everyDrawHasAsManyImagesAsThereAre() {
    BOOTSTRAP.interval(
        17,
        times -> {
          int sum = 0;
          for (int n : times) {
            sum += n;
          }
          assertThat(sum).isEqualTo(17);
          return 0;
        });
  }

  @Test
  void imagesWithoutAValueAreLeftOut() {
    ConfidenceInterval interval = BOOTSTRAP.mean(ImageValues.of(Double.NaN, 3, 3, Double.NaN, 3));

    assertThat(interval).isEqualTo(new ConfidenceInterval(3, 3, 3, 0.95));
    assertThat(BOOTSTRAP.mean(ImageValues.of(Double.NaN)).estimate()).isNaN();
    assertThat(BOOTSTRAP.mean(new ImageValues()).low()).isNaN();
  }

  @Test
  void aPairedDifferenceIsTighterThanTwoIntervals() {
    Random random = new Random(2);
    ImageValues first = new ImageValues();
    ImageValues second = new ImageValues();
    for (int i = 0; i < 100; i++) {
      double difficulty = random.nextDouble();
      first.add(difficulty);
      second.add(difficulty + (i < 70 ? 0.02 : i < 90 ? -0.01 : 0));
    }

    PairedDifference difference = BOOTSTRAP.difference(first, second);

    assertThat(difference.difference().estimate())
        .isCloseTo((70 * 0.02 - 20 * 0.01) / 100, within(1e-12));
    assertThat(difference.better()).isEqualTo(70);
    assertThat(difference.worse()).isEqualTo(20);
    assertThat(difference.unchanged()).isEqualTo(10);
    assertThat(difference.difference().contains(0)).isFalse();
    double alone = BOOTSTRAP.mean(first).high() - BOOTSTRAP.mean(first).low();
    assertThat(difference.difference().high() - difference.difference().low())
        .isLessThan(alone / 10);
  }

  @Test
  void noDifferenceHasAnIntervalOfZero() {
    PairedDifference same = BOOTSTRAP.difference(ImageValues.of(1, 2, 3), ImageValues.of(1, 2, 3));

    assertThat(same.difference().contains(0)).isTrue();
    assertThat(same.unchanged()).isEqualTo(3);
    assertThatThrownBy(() -> BOOTSTRAP.difference(ImageValues.of(1), ImageValues.of(1, 2)))
        .hasMessageContaining("1 and 2");
  }

  @Test
  void refusesWhatMakesNoInterval() {
    assertThatThrownBy(() -> new Bootstrap(0, 0.95, 1)).hasMessageContaining("resamples");
    assertThatThrownBy(() -> new Bootstrap(10, 1, 1)).hasMessageContaining("level");
    assertThatThrownBy(() -> ImageValues.of(Double.POSITIVE_INFINITY))
        .hasMessageContaining("finite");
  }

  private static ImageValues values(List<Double> list) {
    return ImageValues.of(list.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
