package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestPictures.bytes;
import static dev.vinyl.runtime.image.TestPictures.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ResizingTest {
  @Test
  void nearestTakesThePixelUnderTheMiddle() {
    ClassMask row = new ClassMask(5, 1, bytes(0, 1, 2, 3, 4));

    // Middles of 4 pixels over 5: 0.625, 1.875, 3.125, 4.375; of 2: 1.25, 3.75; of 10: 0.25, 0.75.
    assertThat(Resizing.resizeNearest(row, 4, 1).classes()).isEqualTo(bytes(0, 1, 3, 4));
    assertThat(Resizing.resizeNearest(row, 2, 1).classes()).isEqualTo(bytes(1, 3));
    assertThat(Resizing.resizeNearest(row, 10, 1).classes())
        .isEqualTo(bytes(0, 0, 1, 1, 2, 2, 3, 3, 4, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "160, 128",
    "128, 128",
    "128, 64",
    "500, 128",
    "375, 128",
    "333, 224",
    "32, 128",
    "3, 500",
    "4032, 128",
    "1, 7",
    "7, 1"
  })
  void pictureAndMaskTakeTheSamePixels(int from, int to) {
    byte[] classes = new byte[from];
    byte[] pixels = new byte[3 * from];
    for (int x = 0; x < from; x++) {
      classes[x] = (byte) (x % 251);
      pixels[3 * x] = classes[x];
    }

    ClassMask mask = Resizing.resizeNearest(new ClassMask(from, 1, classes), to, 2);
    RgbImage picture = Resizing.resize(new RgbImage(from, 1, pixels), to, 2, Interpolation.NEAREST);

    for (int x = 0; x < to; x++) {
      int middle =
          BigDecimal.valueOf(2L * x + 1)
              .multiply(BigDecimal.valueOf(from))
              .divide(BigDecimal.valueOf(2L * to), 12, RoundingMode.DOWN)
              .intValue();
      assertThat(mask.get(x, 0)).as("pixel %d", x).isEqualTo(middle % 251);
      assertThat(picture.get(x, 1, 0)).isEqualTo(mask.get(x, 1));
    }
  }

  @Test
  void rowsAreTakenLikeColumns() {
    ClassMask column = new ClassMask(1, 5, bytes(0, 1, 2, 3, 4));

    assertThat(Resizing.resizeNearest(column, 1, 4).classes()).isEqualTo(bytes(0, 1, 3, 4));
  }

  @Test
  void linearIsTheWeightedMeanOfNeighbours() {
    RgbImage row = new RgbImage(2, 1, bytes(0, 0, 0, 200, 100, 40));

    RgbImage wide = Resizing.resize(row, 4, 1, Interpolation.LINEAR);

    // Middles lie at -0.25, 0.25, 0.75 and 1.25 between the two pixels.
    assertThat(wide.pixels()).isEqualTo(bytes(0, 0, 0, 50, 25, 10, 150, 75, 30, 200, 100, 40));
  }

  @Test
  void areaIsTheMeanOfWhatAPixelCovers() {
    RgbImage square = new RgbImage(2, 2, bytes(10, 0, 1, 20, 0, 1, 30, 0, 1, 40, 8, 1));

    assertThat(Resizing.resize(square, 1, 1, Interpolation.AREA).pixels())
        .isEqualTo(bytes(25, 2, 1));
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void onePlainColourStaysThatColour(Interpolation interpolation) {
    byte[] pixels = new byte[3 * 7 * 5];
    for (int i = 0; i < pixels.length; i += 3) {
      System.arraycopy(bytes(200, 100, 50), 0, pixels, i, 3);
    }

    RgbImage resized = Resizing.resize(new RgbImage(7, 5, pixels), 11, 3, interpolation);

    assertThat(resized.width()).isEqualTo(11);
    assertThat(resized.height()).isEqualTo(3);
    for (int i = 0; i < 33; i++) {
      assertThat(TestPictures.slice(resized.pixels(), 3 * i, 3 * i + 3))
          .isEqualTo(bytes(200, 100, 50));
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void samePictureWhereTheSizeIsRight(Interpolation interpolation) {
    RgbImage picture = RgbImage.of(noise(6, 4));
    ClassMask mask = new ClassMask(6, 4, new byte[24]);

    assertThat(Resizing.resize(picture, 6, 4, interpolation)).isSameAs(picture);
    assertThat(Resizing.resizeNearest(mask, 6, 4)).isSameAs(mask);
  }

  @Test
  void refusesEmptySizes() {
    RgbImage picture = RgbImage.of(noise(2, 2));

    assertThatThrownBy(() -> Resizing.resize(picture, 0, 4, Interpolation.AREA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 x 4");
  }
}
