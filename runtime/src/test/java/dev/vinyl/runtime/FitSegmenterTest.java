package dev.vinyl.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Fit;
import dev.vinyl.runtime.image.ImageSource;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.runtime.model.ModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TinyModel} tells a pixel's strongest channel: masks must be the image's own colours. */
final class FitSegmenterTest {
  /** The softmax of one channel at 1 and two at 0. */
  private static final double SURE = Math.E / (Math.E + 2);

  @TempDir private Path folder;

  /** Left half green, right half blue; padding is black, which the model would call red. */
  @ParameterizedTest
  @CsvSource({"40, 10, 16, 4", "40, 60, 8, 12", "4, 2, 16, 8", "2, 300, 1, 12", "8, 4, 16, 8"})
  void whatALetterboxPadsIsNeverSeen(int width, int height, int modelWidth, int modelHeight)
      throws IOException {
    RgbImage image = halves(width, height);
    try (Segmenter segmenter = open(Fit.LETTERBOX)) {
      Segmentation found = segmenter.segment(ImageSource.of(image));

      assertThat(found.modelMask().width()).isEqualTo(modelWidth);
      assertThat(found.modelMask().height()).isEqualTo(modelHeight);
      assertThat(found.mask().width()).isEqualTo(width);
      assertThat(found.mask().height()).isEqualTo(height);
      assertThat(found.fraction("red")).isZero();
      if (modelWidth > 1) { // or the halves are one pixel
        assertColors(found.mask(), image);
        // at the outermost pixels nothing of the padding is mixed in
        for (int y = 0; y < height; y++) {
          assertThat(found.probabilities("green").get(0, y)).isCloseTo((float) SURE, within(1e-6f));
          assertThat(found.probabilities("blue").get(width - 1, y))
              .isCloseTo((float) SURE, within(1e-6f));
        }
        if (modelWidth <= width) {
          assertThat(found.confidence()).isCloseTo(SURE, within(1e-6));
        }
      }
    }
  }

  /** Nobody asks for windows; the model's input is 16 x 12. */
  @ParameterizedTest
  @CsvSource({"50, 37", "16, 12", "5, 3", "40, 5", "5, 40", "1, 40", "1, 1", "17, 13"})
  void aModelOfWindowsSeesEachPixelAsItIs(int width, int height) throws IOException {
    RgbImage image = noise(width, height);
    try (Segmenter segmenter = open(Fit.CROP)) {
      Segmentation found = segmenter.segment(ImageSource.of(image));

      assertThat(found.mask().width()).isEqualTo(width);
      assertThat(found.mask().height()).isEqualTo(height);
      assertColors(found.mask(), image);
      assertThat(segmenter.segment(ImageSource.of(image)).confidence()).isBetween(1 / 3.0, SURE);
    }
  }

  /**
   * Windows of half the scale show nothing of the padding either, also where images are smaller.
   */
  @ParameterizedTest
  @ValueSource(ints = {20, 200})
  void windowsOfAnotherSizeAreCutTooWhereTheyArePadded(int width) throws IOException {
    for (Fit fit : new Fit[] {Fit.CROP, Fit.LETTERBOX}) {
      SegmenterOptions options = SegmenterOptions.defaults().withTiling(Tiling.of(48, 32));
      try (Segmenter segmenter = Segmenter.open(model(fit), options)) {
        Segmentation found = segmenter.segment(ImageSource.of(halves(width, 8)));

        assertColors(found.mask(), halves(width, 8));
      }
    }
  }

  @Test
  void aModelOfTheMiddleIsNoSegmenter() throws IOException {
    Path model = model(Fit.CENTER_CROP);

    assertThatThrownBy(() -> Segmenter.open(model))
        .isInstanceOf(ModelException.class)
        .hasMessage(
            model
                + ": by its fit center_crop the model sees the middle of an image, so that there are"
                + " no classes for the rest; use one with the fit stretch, letterbox or crop");
  }

  @Test
  void aDescriptionGivesTheFitOfAForeignModel() throws IOException {
    Path model = new TinyModel().withoutMetadata().write(folder.resolve("net.onnx"));
    RgbImage image = halves(40, 10);
    Files.writeString(folder.resolve("net.yaml"), yaml("letterbox"));
    try (Segmenter segmenter = Segmenter.open(model)) {
      assertThat(segmenter.metadata().preprocess().fit()).isEqualTo(Fit.LETTERBOX);
      assertThat(segmenter.segment(ImageSource.of(image)).modelMask().height()).isEqualTo(4);
    }
    Files.writeString(folder.resolve("net.yaml"), yaml("crop"));
    RgbImage large = noise(41, 30);
    try (Segmenter segmenter = Segmenter.open(model)) {
      assertColors(segmenter.segment(ImageSource.of(large)).mask(), large);
    }
    Files.writeString(folder.resolve("net.yaml"), yaml("padded"));
    assertThatThrownBy(() -> Segmenter.open(model))
        .hasMessageContaining(
            "input.fit must be one of stretch, letterbox, crop, center_crop, got padded");
    Files.writeString(folder.resolve("net.yaml"), yaml("letterbox, resize: 9"));
    assertThatThrownBy(() -> Segmenter.open(model))
        .hasMessageContaining("resize is the shorter side before a center_crop");
  }

  private static String yaml(String fit) {
    return """
        input: {height: 12, width: 16, scale: 0.00392156862745, fit: %s}
        classes: [red, green, blue]
        """
        .formatted(fit);
  }

  private Segmenter open(Fit fit) throws IOException {
    return Segmenter.open(model(fit));
  }

  private Path model(Fit fit) throws IOException {
    return new TinyModel().fit(fit).write(folder.resolve(fit + ".onnx"));
  }

  private static void assertColors(ClassMask mask, RgbImage image) {
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        int strongest = 0;
        for (int c = 1; c < 3; c++) {
          strongest = image.get(x, y, c) > image.get(x, y, strongest) ? c : strongest;
        }
        assertThat(mask.get(x, y)).as("pixel %d, %d", x, y).isEqualTo(strongest);
      }
    }
  }

  private static RgbImage halves(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      pixels[3 * i + (i % width < width / 2 ? 1 : 2)] = (byte) 255;
    }
    return new RgbImage(width, height, pixels);
  }

  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(8).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }
}
