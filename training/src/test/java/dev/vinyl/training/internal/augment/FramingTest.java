package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.CropBox;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.Resizing;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.Framing;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class FramingTest {
  private static final int SIZE = 24;
  private static final Framing CROP = new RandomResizedCrop(0.3, 0.9, 3.0 / 4, 4.0 / 3);

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void wholeImageIsResizedAsServingDoes(Interpolation interpolation) {
    RgbImage image = noise(40, 30);
    ClassMask mask = classes(40, 30);
    TrainingExample expected = newExample();
    expected.setImage(Resizing.resize(image, SIZE, SIZE, interpolation));
    expected.setMask(Resizing.resizeNearest(mask, SIZE, SIZE));

    TrainingExample placed = newExample();
    new WholeImage().place(image, mask, interpolation, placed, random(0));

    assertThat(placed.values()).isEqualTo(expected.values());
    assertThat(placed.classes()).isEqualTo(expected.classes());
  }

  @ParameterizedTest
  @EnumSource(Interpolation.class)
  void cropOfEverythingIsTheWholeImage(Interpolation interpolation) {
    RgbImage image = noise(40, 30);
    ClassMask mask = classes(40, 30);
    TrainingExample whole = newExample();
    new WholeImage().place(image, mask, interpolation, whole, random(0));

    TrainingExample cropped = newExample();
    new RandomResizedCrop(1, 1, 4.0 / 3, 4.0 / 3)
        .place(image, mask, interpolation, cropped, random(0));

    assertThat(cropped.values()).isEqualTo(whole.values());
    assertThat(cropped.classes()).isEqualTo(whole.classes());
  }

  @Test
  void wholeImageDrawsNothing() {
    RandomStream used = random(4);
    new WholeImage().place(noise(9, 9), null, Interpolation.AREA, newExample(), used);

    assertThat(used.nextLong()).isEqualTo(random(4).nextLong());
  }

  @Test
  void cropShowsTheChosenRectangle() {
    byte[] pixels = new byte[3 * 200 * 150];
    for (int i = 0; i < 200 * 150; i++) {
      pixels[3 * i] = (byte) (i % 200);
      pixels[3 * i + 1] = (byte) (i / 200);
    }
    RgbImage coordinates = new RgbImage(200, 150, pixels);
    for (int index = 0; index < 20; index++) {
      CropBox box = CROP.choose(200, 150, random(index));
      TrainingExample example = newExample();
      CROP.place(coordinates, null, Interpolation.NEAREST, example, random(index));

      for (int y = 0; y < SIZE; y++) {
        for (int x = 0; x < SIZE; x++) {
          double column = box.x() + (x + 0.5) * box.width() / SIZE;
          double row = box.y() + (y + 0.5) * box.height() / SIZE;
          assertThat(level(example, 0, x, y)).isEqualTo((int) column);
          assertThat(level(example, 1, x, y)).isEqualTo((int) row);
        }
      }
    }
  }

  @Test
  void colourAndClassStayTogether() {
    ClassMask mask = classes(90, 70);
    byte[] pixels = new byte[3 * 90 * 70];
    for (int i = 0; i < 90 * 70; i++) {
      pixels[3 * i + 2] = (byte) (40 * mask.classes()[i]);
    }
    RgbImage coded = new RgbImage(90, 70, pixels);
    Set<CropBox> boxes = new HashSet<>();
    for (int index = 0; index < 100; index++) {
      TrainingExample example = newExample();
      CROP.place(coded, mask, Interpolation.NEAREST, example, random(index));

      for (int i = 0; i < SIZE * SIZE; i++) {
        assertThat(level(example, 2, i % SIZE, i / SIZE)).isEqualTo(40 * example.classes()[i]);
      }
      boxes.add(CROP.choose(90, 70, random(index)));
    }
    assertThat(boxes).hasSizeGreaterThan(95);
  }

  @Test
  void imageWithoutMaskLeavesNoneBehind() {
    TrainingExample example = newExample();
    CROP.place(noise(40, 30), classes(40, 30), Interpolation.AREA, example, random(0));
    assertThat(example.classes()).hasSize(SIZE * SIZE);

    CROP.place(noise(40, 30), null, Interpolation.AREA, example, random(1));
    assertThat(example.classes()).isEmpty();
  }

  @Test
  void refusesAMaskOfAnotherSize() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                CROP.place(
                    noise(40, 30), classes(30, 40), Interpolation.AREA, newExample(), random(0)))
        .withMessage("a mask of 30 x 40 pixels does not fit its image of 40 x 30");
  }

  private static int level(TrainingExample example, int channel, int x, int y) {
    return Math.round(example.values()[(channel * SIZE + y) * SIZE + x] * 255);
  }

  private static TrainingExample newExample() {
    return new TrainingExample(PreprocessSpec.unitRange(SIZE, Interpolation.AREA));
  }

  private static RgbImage noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(4).nextBytes(pixels);
    return new RgbImage(width, height, pixels);
  }

  private static ClassMask classes(int width, int height) {
    byte[] classes = new byte[width * height];
    Random random = new Random(5);
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) random.nextInt(4);
    }
    return new ClassMask(width, height, classes);
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.AUGMENTATION, 0, index);
  }
}
