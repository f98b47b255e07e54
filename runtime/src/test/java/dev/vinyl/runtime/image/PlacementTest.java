package dev.vinyl.runtime.image;

import static dev.vinyl.runtime.image.TestImages.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes are width x height; what is expected was computed by hand. */
final class PlacementTest {

  @ParameterizedTest(name = "{0} of {1} x {2} in {3} x {4}")
  @CsvSource({
    "STRETCH, 5, 3, 8, 8, 8, 8, 0, 0",
    // 3 * 8/5 = 4.8 rows, so 5, with 1 above and 2 below
    "LETTERBOX, 5, 3, 8, 8, 8, 5, 0, 1",
    "LETTERBOX, 3, 5, 8, 8, 5, 8, 1, 0",
    "LETTERBOX, 8, 8, 5, 3, 3, 3, 1, 0",
    "LETTERBOX, 16, 12, 8, 6, 8, 6, 0, 0",
    "LETTERBOX, 1, 1000, 8, 6, 1, 6, 3, 0",
    "LETTERBOX, 480, 360, 128, 96, 128, 96, 0, 0",
    "LETTERBOX, 480, 360, 128, 128, 128, 96, 0, 16",
    "CROP, 5, 3, 8, 8, 5, 3, 1, 2",
    "CROP, 11, 20, 8, 8, 11, 20, -1, -6",
    "CROP, 1, 8, 8, 8, 1, 8, 3, 0",
    // 224 * 500 / 375 = 298.7, cut to 298 as torchvision and Hugging Face do
    "CENTER_CROP, 500, 375, 224, 224, 298, 224, -37, 0",
    "CENTER_CROP, 3, 7, 4, 6, 6, 14, -1, -4",
    "CENTER_CROP, 1, 10000, 4, 4, 4, 64, 0, -30",
  })
  void wholeImages(
      Fit fit, int width, int height, int inputWidth, int inputHeight, int w, int h, int x, int y) {
    PreprocessSpec spec = spec(inputHeight, inputWidth).withFit(fit);

    Placement placement = Placement.of(spec, width, height);

    assertThat(placement)
        .isEqualTo(
            new Placement(
                new CropBox(0, 0, width, height),
                new ImageSize(w, h),
                x,
                y,
                new ImageSize(inputWidth, inputHeight)));
    assertThat(placement.fillsExactly()).isEqualTo(w == inputWidth && h == inputHeight);
  }

  @Test
  void theShorterSideBeforeACenterCropMayBeLargerOrSmallerThanTheInput() {
    PreprocessSpec dino = spec(224, 224).withFit(Fit.CENTER_CROP, 256);
    Placement placement = Placement.of(dino, 500, 375); // 256 * 500 / 375 = 341.3
    assertThat(placement.scaled()).isEqualTo(new ImageSize(341, 256));
    assertThat(placement.left()).isEqualTo(-58);
    assertThat(placement.top()).isEqualTo(-16);
    assertThat(placement.filled()).isEqualTo(new CropBox(0, 0, 224, 224));

    Placement small = Placement.of(spec(8, 8).withFit(Fit.CENTER_CROP, 4), 4, 4);
    assertThat(small.filled()).isEqualTo(new CropBox(2, 2, 4, 4));
  }

  @ParameterizedTest(name = "{0} of {1} x {2}")
  @CsvSource({
    "STRETCH, 5, 3, 0, 0, 5, 3",
    "LETTERBOX, 5, 3, 0, 0, 5, 3",
    "CROP, 5, 3, 0, 0, 5, 3",
    "CROP, 11, 20, 1, 6, 8, 8", // 1 column and 6 rows are cut off before, 2 and 6 behind
    // 8 * 3 / 7 = 18 rows of 8 show 7 of 3: 5 of them cut off are 1.9, and 13 are 5.1
    "CENTER_CROP, 3, 7, 0, 2, 3, 3",
    "CENTER_CROP, 1, 1000, 0, 469, 1, 62", // 60 of 128 rows, so 468.75, and 68, so 531.25
  })
  void whatIsShownOfAnImage(Fit fit, int width, int height, int x, int y, int w, int h) {
    Placement placement = Placement.of(spec(8, 8).withFit(fit), width, height);
    assertThat(placement.shown()).isEqualTo(new CropBox(x, y, w, h));
  }

  @Test
  void whatIsShownOfAPartLiesInTheImage() {
    CropBox part = new CropBox(3, 2, 11, 20);
    assertThat(Placement.of(spec(8, 8).withFit(Fit.CROP), part).shown())
        .isEqualTo(new CropBox(4, 8, 8, 8));
    assertThat(Placement.stretched(part, new ImageSize(8, 8)).shown()).isEqualTo(part);
  }

  /** Rows 1 to 5 of 8 show the image, so 0.5 to 3 of 4 and 0.25 to 1.5 of 2. */
  @Test
  void whatAnImageTouchesOfAnOutputIsRoundedOutwards() {
    Placement placement = Placement.of(spec(8, 8).withFit(Fit.LETTERBOX), 5, 3);
    assertThat(placement.touched(8, 8)).isEqualTo(new CropBox(0, 1, 8, 5));
    assertThat(placement.touched(4, 4)).isEqualTo(new CropBox(0, 0, 4, 3));
    assertThat(placement.touched(2, 2)).isEqualTo(new CropBox(0, 0, 2, 2));
    Placement low = Placement.of(spec(8, 8).withFit(Fit.CROP), 8, 2);
    assertThat(low.touched(4, 4)).isEqualTo(new CropBox(0, 1, 4, 2));
    Placement cut = Placement.of(spec(8, 8).withFit(Fit.CENTER_CROP), 3, 7);
    assertThat(cut.touched(4, 4)).isEqualTo(CropBox.whole(4, 4));
  }

  @ParameterizedTest
  @CsvSource({
    "CROP, 8, 8, 8, 8, 8, 8, 0, 0", // a whole window at its own scale
    "CROP, 8, 8, 8, 5, 8, 5, 0, 1", // the image is lower than a window
    "CROP, 16, 16, 16, 10, 8, 5, 0, 1", // twice as large a window: half the scale
    "CROP, 4, 4, 3, 1, 6, 2, 1, 3", // half as large
    "LETTERBOX, 16, 8, 16, 8, 8, 4, 0, 2",
    "STRETCH, 16, 16, 16, 10, 8, 8, 0, 0",
  })
  void windowsOfAnImage(
      Fit fit,
      int windowWidth,
      int windowHeight,
      int width,
      int height,
      int w,
      int h,
      int x,
      int y) {
    CropBox part = new CropBox(3, 2, width, height);
    ImageSize window = new ImageSize(windowWidth, windowHeight);

    assertThat(Placement.ofWindow(spec(8, 8).withFit(fit), window, part))
        .isEqualTo(new Placement(part, new ImageSize(w, h), x, y, new ImageSize(8, 8)));
  }

  /** Rows 1 to 5 of 8 show the image. */
  @ParameterizedTest
  @CsvSource({
    "8, 8, 0, 1, 8, 5",
    "16, 16, 0, 2, 16, 10",
    "4, 4, 0, 1, 4, 2", // rows 0.5 to 3, so 1 to 3
    "1, 1, 0, 0, 1, 1"
  })
  void whatAnOutputOfAnotherSizeShows(int width, int height, int x, int y, int w, int h) {
    Placement placement = Placement.of(spec(8, 8).withFit(Fit.LETTERBOX), 5, 3);

    assertThat(placement.filled(width, height)).isEqualTo(new CropBox(x, y, w, h));
  }

  @Test
  void aLetterboxedMaskIsPaddedWithIgnoredPixelsAndComesBackAsItWas() {
    ClassMask mask =
        new ClassMask(5, 3, new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14});
    Placement placement = Placement.of(spec(8, 8).withFit(Fit.LETTERBOX), 5, 3);

    ClassMask placed = placement.place(mask);

    int[] columns = {0, 0, 1, 2, 2, 3, 4, 4}; // (x + 0.5) * 5 / 8, rounded down
    int[] rows = {0, 0, 1, 2, 2}; // (y + 0.5) * 3 / 5
    for (int y = 0; y < 8; y++) {
      for (int x = 0; x < 8; x++) {
        int expected = y < 1 || y > 5 ? ClassMask.IGNORE : 5 * rows[y - 1] + columns[x];
        assertThat(placed.get(x, y)).as("%d, %d", x, y).isEqualTo(expected);
      }
    }
    ClassMask back = Resizing.resizeNearest(placed, placement.filled(), 5, 3);
    assertThat(back.classes()).isEqualTo(mask.classes());
  }

  @Test
  void anImageIsPaddedWithTheMeanColour() {
    PreprocessSpec spec =
        new PreprocessSpec(
            3,
            3,
            Fit.CROP,
            0,
            Interpolation.LINEAR,
            ChannelOrder.BGR,
            1f / 255,
            List.of(0.406f, 0.456f, 0.485f), // blue, green, red
            List.of(1f, 1f, 1f));
    RgbImage dot = new RgbImage(1, 1, new byte[] {1, 2, 3});

    RgbImage placed = new Preprocessor(spec).resize(dot);

    assertThat(spec.padding()).containsExactly(124, 116, 104); // 0.485 * 255 = 123.7 and so on
    for (int i = 0; i < 9; i++) {
      for (int c = 0; c < 3; c++) {
        int expected = i == 4 ? c + 1 : spec.padding().get(c);
        assertThat(placed.get(i % 3, i / 3, c)).isEqualTo(expected);
      }
    }
    assertThat(PreprocessSpec.unitRange(3, Interpolation.AREA).padding()).containsOnly(0);
  }

  /** By plain loops: the image at its scaled size, moved. */
  @ParameterizedTest
  @CsvSource({
    "LETTERBOX, 21, 13, 14, 9, 0, 1",
    "LETTERBOX, 13, 21, 7, 11, 3, 0",
    "CROP, 21, 13, 21, 13, -3, -1",
    "CROP, 5, 40, 5, 40, 4, -14",
    "CENTER_CROP, 21, 13, 22, 14, -4, -1",
    "LETTERBOX, 1, 50, 1, 11, 6, 0",
  })
  void colorsComeToLieWhereThePlacementSays(
      Fit fit, int width, int height, int w, int h, int left, int top) throws Exception {
    RgbImage image = RgbImage.of(noise(width, height));
    for (Interpolation interpolation : Interpolation.values()) {
      PreprocessSpec spec = PreprocessSpec.imageNet(11, 14, interpolation).withFit(fit);
      RgbImage scaled = Resizing.resize(image, w, h, interpolation);

      FloatBuffer expected = direct(3 * 11 * 14);
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < 11 * 14; i++) {
          int x = i % 14 - left;
          int y = i / 14 - top;
          boolean inside = x >= 0 && x < w && y >= 0 && y < h;
          int value = inside ? scaled.get(x, y, c) : spec.padding().get(c);
          float scaledValue = value * spec.scale();
          expected.put(c * 11 * 14 + i, (scaledValue - spec.mean().get(c)) / spec.std().get(c));
        }
      }
      FloatBuffer served = direct(3 * 11 * 14);
      new Preprocessor(spec).preprocess(image, served, 0);
      assertThat(served).isEqualTo(expected);
      FloatBuffer prepared = direct(3 * 11 * 14);
      FloatBuffer windowed = direct(3 * 11 * 14);
      try (ImagePreparer preparer =
              new ImagePreparer(spec, TensorLayout.NCHW, DecodeLimits.defaults());
          DecodedImage decoded = DecodedImage.of(image)) {
        for (int i = 0; i < prepared.capacity(); i++) {
          prepared.put(i, Float.NaN); // of the image before
          windowed.put(i, Float.NaN);
        }
        preparer.prepare(ImageSource.of(image), prepared, 0);
        preparer.prepare(decoded, Placement.of(spec, width, height), windowed, 0);
      }
      assertThat(prepared).isEqualTo(expected);
      assertThat(windowed).isEqualTo(expected);
    }
  }

  @Test
  void refusesWhatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Placement(CropBox.whole(4, 4), new ImageSize(4, 4), -4, 0, new ImageSize(8, 8)))
        .withMessageContaining("lies outside of");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> spec(8, 8).withFit(Fit.LETTERBOX, 9))
        .withMessage(
            "resize is the shorter side before a center_crop, at least 1, got 9 with fit letterbox");
    PreprocessSpec spec = spec(8, 8);
    try (ImagePreparer preparer =
            new ImagePreparer(spec, TensorLayout.NCHW, DecodeLimits.defaults());
        DecodedImage image = DecodedImage.of(new RgbImage(1, 1, new byte[3]))) {
      Placement other = Placement.of(spec(4, 8), 1, 1);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> preparer.prepare(image, other, direct(192), 0))
          .withMessageStartingWith("the model takes images of 8 x 8 pixels, the placement is for ");
    }
  }

  private static PreprocessSpec spec(int height, int width) {
    return PreprocessSpec.unitRange(height, width, Interpolation.LINEAR);
  }

  private static FloatBuffer direct(int values) {
    return ByteBuffer.allocateDirect(4 * values).order(ByteOrder.nativeOrder()).asFloatBuffer();
  }
}
