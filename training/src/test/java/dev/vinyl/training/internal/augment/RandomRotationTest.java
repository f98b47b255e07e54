package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class RandomRotationTest {
  private static final Offset<Float> EXACT = within(1e-4f);

  @Test
  void quarterTurnGoesCounterClockwise() {
    TrainingExample example = counted(3, 3);
    RandomRotation.rotate(example, 90);

    // 0 1 2 / 3 4 5 / 6 7 8: the right column becomes the top row.
    assertThat(reds(example)).containsExactly(new float[] {2, 5, 8, 1, 4, 7, 0, 3, 6}, EXACT);
    assertThat(example.classes()).containsExactly(2, 5, 8, 1, 4, 7, 0, 3, 6);
  }

  @Test
  void halfTurnOfAnOblongReversesIt() {
    TrainingExample example = counted(3, 2);
    RandomRotation.rotate(example, -180);

    assertThat(reds(example)).containsExactly(new float[] {5, 4, 3, 2, 1, 0}, EXACT);
    assertThat(example.classes()).containsExactly(5, 4, 3, 2, 1, 0);
  }

  @Test
  void coloursBetweenPixelsAreBilinearAndEdgesMirror() {
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(2, 2));
    example.setImage(new RgbImage(2, 2, new byte[] {10, 50, 0, 20, 60, 0, 40, 70, 0, 80, 80, 0}));
    RandomRotation.rotate(example, 45);

    // The middles of the four edges come to the corners, 0.21 pixels outside: each is the mean of
    // two pixels, above the edge as below it.
    float[] bytes = new float[12];
    for (int i = 0; i < 12; i++) {
      bytes[i] = example.values()[i] * 255;
    }
    assertThat(bytes)
        .containsExactly(new float[] {15, 50, 25, 60, 55, 70, 60, 75, 0, 0, 0, 0}, EXACT);
  }

  @Test
  void oblongTurnedOnItsSideRepeatsItsMirrorImages() {
    TrainingExample example = counted(5, 1);
    RandomRotation.rotate(example, 90);

    assertThat(example.classes()).containsExactly(2, 2, 2, 2, 2);
    assertThat(reds(example)).containsExactly(new float[] {2, 2, 2, 2, 2}, EXACT);
  }

  @Test
  void classesFollowTheirColours() {
    byte[] pixels = new byte[3 * 32 * 32];
    byte[] classes = new byte[32 * 32];
    for (int i = 0; i < classes.length; i++) {
      classes[i] = (byte) (i % 32 / 16 + 2 * (i / 32 / 16));
      pixels[3 * i] = (byte) (80 * classes[i]);
    }
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(32, 32));
    for (int degrees = -30; degrees <= 30; degrees += 7) {
      example.setImage(new RgbImage(32, 32, pixels));
      example.setMask(new ClassMask(32, 32, classes));
      RandomRotation.rotate(example, degrees);

      int unmixed = 0;
      float[] reds = reds(example);
      for (int i = 0; i < reds.length; i++) {
        int nearest = Math.round(reds[i] / 80);
        if (Math.abs(reds[i] / 80 - nearest) < 1e-4) {
          assertThat(example.classes()[i])
              .as("%d degrees, %d", degrees, i)
              .isEqualTo((byte) nearest);
          unmixed++;
        }
      }
      assertThat(unmixed).isGreaterThan(850);
    }
  }

  @Test
  void imagesWithoutMaskTurnToo() {
    TrainingExample example = counted(3, 3);
    example.setMask(null);
    RandomRotation.rotate(example, 90);

    assertThat(reds(example)[0]).isCloseTo(2, EXACT);
    assertThat(example.classes()).isEmpty();
  }

  @Test
  void anglesFillTheirRangeToBothSides() {
    double largest = 0;
    for (int i = 0; i < 2000; i++) {
      TrainingExample example = new TrainingExample(AugmentationTest.unitRange(3, 1));
      example.setImage(new RgbImage(3, 1, new byte[] {0, 0, 0, 100, 0, 0, (byte) 200, 0, 0}));
      new RandomRotation(20).apply(example, random(i));
      // Pixel 2 shows what lies cos(angle) to the right of the middle.
      double cos = example.values()[2] * 2.55 - 1;
      largest = Math.max(largest, Math.toDegrees(Math.acos(Math.min(1, cos))));
    }
    assertThat(largest).isBetween(19.9, 20.01);

    int left = 0;
    for (int i = 0; i < 2000; i++) {
      TrainingExample example = counted(3, 3);
      new RandomRotation(20).apply(example, random(i));
      left += reds(example)[1] > 1 ? 1 : 0;
    }
    assertThat(left).isBetween(888, 1112);
  }

  @Test
  void noAngleChangesNothingButDrawsAsMuch() {
    TrainingExample example = counted(3, 3);
    RandomStream used = random(2);
    new RandomRotation(0).apply(example, used);
    RandomStream other = random(2);
    new RandomRotation(10).apply(counted(3, 3), other);

    assertThat(example.values()).containsExactly(counted(3, 3).values());
    assertThat(used.nextLong()).isEqualTo(other.nextLong());
  }

  @Test
  void refusesAnglesOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RandomRotation(-1))
        .withMessage("the largest angle of a rotation must be in 0..180 degrees, got -1.0");
  }

  /** Red bytes and classes 0, 1, 2, ... row by row. */
  private static TrainingExample counted(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    byte[] classes = new byte[width * height];
    for (int i = 0; i < classes.length; i++) {
      pixels[3 * i] = (byte) i;
      classes[i] = (byte) i;
    }
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(width, height));
    example.setImage(new RgbImage(width, height, pixels));
    example.setMask(new ClassMask(width, height, classes));
    return example;
  }

  private static float[] reds(TrainingExample example) {
    float[] reds = new float[example.width() * example.height()];
    for (int i = 0; i < reds.length; i++) {
      reds[i] = example.values()[i] * 255;
    }
    return reds;
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.AUGMENTATION, 0, index);
  }
}
