package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.ClassMask;
import dev.vinyl.runtime.image.Interpolation;
import dev.vinyl.runtime.image.PreprocessSpec;
import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class AugmentationTest {
  private static final Offset<Float> EXACT = within(1e-6f);

  @Test
  void flipMirrorsImageAndClassesTogether() {
    TrainingExample example = new TrainingExample(unitRange(3, 2));
    example.setImage(
        new RgbImage(
            3,
            2,
            new byte[] {
              10, 20, 30, 11, 21, 31, 12, 22, 32,
              40, 50, 60, 41, 51, 61, 42, 52, 62
            }));
    example.setMask(new ClassMask(3, 2, new byte[] {0, 1, 2, 2, 1, 0}));

    new HorizontalFlip(1).apply(example, random(0));

    float[] bytes = new float[18];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = example.values()[i] * 255;
    }
    assertThat(bytes)
        .containsExactly(
            new float[] {12, 11, 10, 42, 41, 40, 22, 21, 20, 52, 51, 50, 32, 31, 30, 62, 61, 60},
            within(1e-4f));
    assertThat(example.classes()).containsExactly(2, 1, 0, 0, 1, 2);
  }

  @Test
  void flipHappensAsOftenAsItsProbabilitySays() {
    int flipped = 0;
    for (int i = 0; i < 2000; i++) {
      TrainingExample example = redThenBlack();
      new HorizontalFlip(0.25).apply(example, random(i));
      flipped += example.values()[0] == 0 ? 1 : 0;
    }
    // Binomial with mean 500 and standard deviation 19.4.
    assertThat(flipped).isBetween(403, 597);
  }

  @Test
  void contrastBlendsWithTheMeanOfTheLuma() {
    TrainingExample example = redThenBlack();
    ColorJitter.adjust(example, ColorJitter.Property.CONTRAST, 0.7f);

    // Mean luma (0.299 * 1 + 0) / 2 = 0.1495; 0.7 * 1 + 0.3 * 0.1495; 0.3 * 0.1495.
    assertThat(example.values())
        .containsExactly(
            new float[] {0.74485f, 0.04485f, 0.04485f, 0.04485f, 0.04485f, 0.04485f}, EXACT);
  }

  @Test
  void contrastWeighsTheColoursAsLumaDoes() {
    TrainingExample example = new TrainingExample(unitRange(1, 1));
    example.setImage(new RgbImage(1, 1, new byte[] {51, 102, (byte) 204}));
    ColorJitter.adjust(example, ColorJitter.Property.CONTRAST, 0);

    // 0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.8
    assertThat(example.values()).containsExactly(new float[] {0.3858f, 0.3858f, 0.3858f}, EXACT);
  }

  @Test
  void contrastHoldsValuesInRange() {
    TrainingExample example = redThenBlack();
    ColorJitter.adjust(example, ColorJitter.Property.CONTRAST, 1.3f);

    assertThat(example.values()).containsExactly(1, 0, 0, 0, 0, 0);
  }

  @Test
  void contrastFactorsFillTheirRange() {
    float least = 2;
    float most = 0;
    for (int i = 0; i < 3000; i++) {
      TrainingExample example = new TrainingExample(unitRange(2, 1));
      example.setImage(new RgbImage(2, 1, new byte[] {102, 102, 102, 127, 127, 127}));
      new ColorJitter(ColorJitter.Property.CONTRAST, 0.3).apply(example, random(i));
      float factor = (example.values()[1] - example.values()[0]) * 255 / 25;
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertThat(least).isBetween(0.699f, 0.702f);
    assertThat(most).isBetween(1.298f, 1.301f);
  }

  @Test
  void strengthZeroChangesNothingButDrawsAsMuch() {
    TrainingExample example = redThenBlack();
    RandomStream used = random(5);
    new ColorJitter(ColorJitter.Property.CONTRAST, 0).apply(example, used);
    RandomStream other = random(5);
    new ColorJitter(ColorJitter.Property.CONTRAST, 0.3).apply(redThenBlack(), other);

    assertThat(example.values()).containsExactly(1, 0, 0, 0, 0, 0);
    assertThat(used.nextLong()).isEqualTo(other.nextLong());
  }

  @Test
  void refusesValuesOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HorizontalFlip(1.5))
        .withMessage("the probability of a flip must be in 0..1, got 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ColorJitter(ColorJitter.Property.CONTRAST, Double.NaN))
        .withMessageContaining("must be in 0..1, got NaN");
  }

  /** An image of two pixels, pure red and black; [3, 1, 2] is 1 0, 0 0, 0 0. */
  private static TrainingExample redThenBlack() {
    TrainingExample example = new TrainingExample(unitRange(2, 1));
    example.setImage(new RgbImage(2, 1, new byte[] {(byte) 255, 0, 0, 0, 0, 0}));
    return example;
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.AUGMENTATION, 0, index);
  }

  static PreprocessSpec unitRange(int width, int height) {
    PreprocessSpec square = PreprocessSpec.unitRange(8, Interpolation.NEAREST);
    return new PreprocessSpec(
        height,
        width,
        square.interpolation(),
        square.channelOrder(),
        square.scale(),
        square.mean(),
        square.std());
  }
}
