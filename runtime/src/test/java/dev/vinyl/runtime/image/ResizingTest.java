package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.bytes;
import static dev.vinyl.runtime.image.TestImages.noise;
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
  void imageAndMaskTakeTheSamePixels(int from, int to) {
    byte[] classes = new byte[from];
    byte[] pixels = new byte[3 * from];
    for (int x = 0; x < from; x++) {
      classes[x] = (byte) (x % 251);
      pixels[3 * x] = classes[x];
    }

    ClassMask mask = Resizing.resizeNearest(new ClassMask(from, 1, classes), to, 2);
    RgbImage image = Resizing.resize(new RgbImage(from, 1, pixels), to, 2, Interpolation.NEAREST);

    for (int x = 0; x < to; x++) {
      int middle =
          BigDecimal.valueOf(2L * x + 1)
              .multiply(BigDecimal.valueOf(from))
              .divide(BigDecimal.valueOf(2L * to), 12, RoundingMode.DOWN)
              .intValue();
      assertThat(mask.get(x, 0)).as("pixel %d", x).isEqualTo(middle % 251);
      assertThat(image.get(x, 1, 0)).isEqualTo(mask.get(x, 1));
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

  @Test
  void areaIsTheMeanOfWhatAPixelCoversWhereItGrowsToo() {
    RgbImage row = new RgbImage(3, 1, bytes(0, 0, 0, 90, 90, 90, 180, 180, 180));

    RgbImage wide = Resizing.resize(row, 4, 1, Interpolation.AREA);
    RgbImage twice = Resizing.resize(row, 6, 1, Interpolation.AREA);

    // Each of 4 covers 3/4 of a pixel: 0..0.75, 0.75..1.5, 1.5..2.25, 2.25..3.
    assertThat(wide.pixels()).isEqualTo(bytes(0, 0, 0, 60, 60, 60, 120, 120, 120, 180, 180, 180));
    assertThat(reds(twice)).isEqualTo(bytes(0, 0, 90, 90, 180, 180));
  }

  @Test
  void areaLooksAtTwoPixelsWhereOneSideGrowsAndTheOtherShrinks() {
    RgbImage column = new RgbImage(1, 3, bytes(0, 0, 0, 90, 90, 90, 180, 180, 180));

    // The mean of all three would be 90: OpenCV gives 1/3 to the first and the rest to the second.
    assertThat(reds(Resizing.resize(column, 2, 1, Interpolation.AREA))).isEqualTo(bytes(60, 60));
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void rectangleIsResizedAsIfItWereTheImage(Interpolation interpolation) {
    RgbImage image = RgbImage.of(noise(9, 8));
    CropBox crop = new CropBox(2, 3, 6, 4);
    byte[] cut = new byte[3 * 6 * 4];
    for (int y = 0; y < 4; y++) {
      for (int x = 0; x < 6; x++) {
        for (int c = 0; c < 3; c++) {
          cut[3 * (6 * y + x) + c] = (byte) image.get(2 + x, 3 + y, c);
        }
      }
    }
    RgbImage alone = new RgbImage(6, 4, cut);

    for (int[] size : new int[][] {{6, 4}, {3, 2}, {5, 3}, {12, 9}, {4, 9}, {9, 8}, {1, 1}}) {
      assertThat(Resizing.resize(image, crop, size[0], size[1], interpolation).pixels())
          .as("%d x %d", size[0], size[1])
          .isEqualTo(Resizing.resize(alone, size[0], size[1], interpolation).pixels());
    }
  }

  @Test
  void imageAndMaskTakeTheSamePixelsOfARectangle() {
    byte[] pixels = new byte[3 * 70];
    byte[] classes = new byte[70];
    for (int i = 0; i < 70; i++) {
      pixels[3 * i] = (byte) i;
      classes[i] = (byte) i;
    }
    CropBox crop = new CropBox(3, 1, 5, 6);

    RgbImage image =
        Resizing.resize(new RgbImage(10, 7, pixels), crop, 4, 4, Interpolation.NEAREST);
    ClassMask mask = Resizing.resizeNearest(new ClassMask(10, 7, classes), crop, 4, 4);

    // Columns 0, 1, 3, 4 of 5 after the first three; rows 0, 2, 3, 5 of 6 after the first.
    assertThat(mask.classes())
        .isEqualTo(bytes(13, 14, 16, 17, 33, 34, 36, 37, 43, 44, 46, 47, 63, 64, 66, 67));
    assertThat(reds(image)).isEqualTo(mask.classes());
  }

  @Test
  void refusesARectangleThatReachesBeyondTheImage() {
    ClassMask mask = new ClassMask(6, 4, new byte[24]);

    assertThatThrownBy(() -> Resizing.resizeNearest(mask, new CropBox(3, 0, 4, 4), 2, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a crop of 4 x 4 pixels at column 3, row 0 reaches beyond the image of 6 x 4");
    assertThatThrownBy(() -> new CropBox(0, -1, 4, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("row -1");
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
      assertThat(TestImages.slice(resized.pixels(), 3 * i, 3 * i + 3))
          .isEqualTo(bytes(200, 100, 50));
    }
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void sameImageWhereTheSizeIsRight(Interpolation interpolation) {
    RgbImage image = RgbImage.of(noise(6, 4));
    ClassMask mask = new ClassMask(6, 4, new byte[24]);

    assertThat(Resizing.resize(image, 6, 4, interpolation)).isSameAs(image);
    assertThat(Resizing.resizeNearest(mask, 6, 4)).isSameAs(mask);
  }

  @Test
  void refusesEmptySizes() {
    RgbImage image = RgbImage.of(noise(2, 2));

    assertThatThrownBy(() -> Resizing.resize(image, 0, 4, Interpolation.AREA))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 x 4");
  }

  private static byte[] reds(RgbImage image) {
    byte[] reds = new byte[image.width() * image.height()];
    for (int i = 0; i < reds.length; i++) {
      reds[i] = image.pixels()[3 * i];
    }
    return reds;
  }
}
