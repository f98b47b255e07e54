package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RandomResizedCropTest {
  private static final RandomResizedCrop OF_THE_PAPER =
      new RandomResizedCrop(0.67, 1, 3.0 / 4, 4.0 / 3);

  @Test
  void areaIsUniformAndTheRatioIsUniformInItsLogarithm() {
    RandomResizedCrop crop = new RandomResizedCrop(0.04, 0.2, 0.5, 2);
    DoubleSummaryStatistics area = new DoubleSummaryStatistics();
    DoubleSummaryStatistics logRatio = new DoubleSummaryStatistics();
    int wide = 0;
    for (int i = 0; i < 10_000; i++) {
      CropBox box = crop.choose(2000, 2000, random(i));
      area.accept((double) box.width() * box.height() / 4_000_000);
      logRatio.accept(Math.log((double) box.width() / box.height()));
      wide += box.width() > 1.5 * box.height() ? 1 : 0;
    }

    // The longest side is sqrt(0.2 * 2) = 0.63 of the image's, so that each first try fits.
    // Uniform in 0.04..0.2: mean 0.12, standard error 0.16 / sqrt(12 * 10000) = 0.00046.
    assertThat(area.getAverage()).isCloseTo(0.12, within(0.0023));
    assertThat(area.getMin()).isCloseTo(0.04, within(0.0005));
    assertThat(area.getMax()).isCloseTo(0.2, within(0.0005));
    assertThat(logRatio.getAverage()).isCloseTo(0, within(0.02));
    assertThat(logRatio.getMin()).isCloseTo(-Math.log(2), within(0.006));
    assertThat(logRatio.getMax()).isCloseTo(Math.log(2), within(0.006));
    // (log 2 - log 1.5) / (2 log 2) = 0.2075 of them; a ratio uniform in itself would give 1/3.
    assertThat(wide).isBetween(1875, 2275);
  }

  @Test
  void placeIsUniformWhereTheRectangleFits() {
    RandomResizedCrop crop = new RandomResizedCrop(0.25, 0.25, 1, 1);
    int[] columns = new int[6];
    int[] rows = new int[6];
    for (int i = 0; i < 6000; i++) {
      CropBox box = crop.choose(10, 10, random(i));
      assertThat(box.width()).isEqualTo(5);
      assertThat(box.height()).isEqualTo(5);
      columns[box.x()]++;
      rows[box.y()]++;
    }
    // Binomial with mean 1000 and standard deviation 29.
    assertThat(IntStream.of(columns)).allMatch(count -> count > 855 && count < 1145);
    assertThat(IntStream.of(rows)).allMatch(count -> count > 855 && count < 1145);
  }

  @ParameterizedTest
  @CsvSource({"500, 375", "160, 160", "375, 500", "7, 5", "1, 1", "3, 500", "500, 3", "1, 9"})
  void liesInsideTheImageAndKeepsItsBounds(int width, int height) {
    for (int i = 0; i < 500; i++) {
      CropBox box = OF_THE_PAPER.choose(width, height, random(i));

      assertThat(box.x() + box.width()).isLessThanOrEqualTo(width);
      assertThat(box.y() + box.height()).isLessThanOrEqualTo(height);
      // Half a pixel of rounding on either side.
      double least = (box.width() - 0.5) / (box.height() + 0.5);
      double most = (box.width() + 0.5) / (box.height() - 0.5);
      assertThat(least).isLessThanOrEqualTo(4.0 / 3);
      assertThat(most).isGreaterThanOrEqualTo(3.0 / 4);
      if (Math.max(width, height) <= 1.4 * Math.min(width, height)) {
        double largest = (box.width() + 0.5) * (box.height() + 0.5);
        assertThat(largest).isGreaterThanOrEqualTo(0.67 * width * height);
      }
    }
  }

  @Test
  void takesTheMiddleWhereNothingFits() {
    RandomResizedCrop square = new RandomResizedCrop(1, 1, 1, 1);
    assertThat(square.choose(100, 10, random(0))).isEqualTo(new CropBox(45, 0, 10, 10));
    assertThat(square.choose(10, 101, random(0))).isEqualTo(new CropBox(0, 45, 10, 10));

    RandomResizedCrop upright = new RandomResizedCrop(1, 1, 0.5, 0.5);
    assertThat(upright.choose(30, 20, random(0))).isEqualTo(new CropBox(10, 0, 10, 20));
    RandomResizedCrop lying = new RandomResizedCrop(1, 1, 2, 2);
    assertThat(lying.choose(20, 30, random(0))).isEqualTo(new CropBox(0, 10, 20, 10));
  }

  @Test
  void takesTheWholeWhereNothingFitsAndItsRatioIsAllowed() {
    RandomResizedCrop crop = new RandomResizedCrop(1, 1, 0.01, 100);

    assertThat(crop.choose(400, 300, random(0))).isEqualTo(CropBox.whole(400, 300));
  }

  @Test
  void takesTheWholeWhereThatIsAsked() {
    RandomResizedCrop crop = new RandomResizedCrop(1, 1, 4.0 / 3, 4.0 / 3);

    assertThat(crop.choose(640, 480, random(3))).isEqualTo(CropBox.whole(640, 480));
  }

  @Test
  void drawsAsMuchWhateverItDecides() {
    RandomStream first = random(0);
    RandomStream none = random(0);
    OF_THE_PAPER.choose(160, 160, first);
    OF_THE_PAPER.choose(3, 500, none);

    assertThat(first.nextLong()).isEqualTo(none.nextLong());
  }

  @Test
  void sameStreamGivesTheSameRectangle() {
    assertThat(OF_THE_PAPER.choose(500, 375, random(8)))
        .isEqualTo(OF_THE_PAPER.choose(500, 375, random(8)))
        .isNotEqualTo(OF_THE_PAPER.choose(500, 375, random(9)));
  }

  @Test
  void refusesRangesThatHoldNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomResizedCrop(0.8, 0.5, 1, 1))
        .withMessage(
            "the area of a crop must be a range within 0..1 that starts above 0, got 0.8..0.5");
    assertThatIllegalArgumentException().isThrownBy(() -> new RandomResizedCrop(0, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RandomResizedCrop(0.5, 1.1, 1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomResizedCrop(0.5, 1, 1, Double.NaN))
        .withMessage("the aspect ratio of a crop must be a range of numbers above 0, got 1.0..NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> new RandomResizedCrop(0.5, 1, 0, 1));
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.AUGMENTATION, 0, index);
  }
}
