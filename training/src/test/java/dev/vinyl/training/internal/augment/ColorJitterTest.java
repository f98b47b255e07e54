package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.Augmentation;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class ColorJitterTest {
  private static final Offset<Float> EXACT = within(1e-6f);

  @Test
  void brightnessMultipliesAndHoldsTheRange() {
    TrainingExample example = twoColours();
    ColorJitter.adjust(example, ColorJitter.Property.BRIGHTNESS, 1.5f);

    // Bytes 51, 102, 204 and 255, 0, 0: 0.2, 0.4, 0.8 and 1, 0, 0 times 1.5.
    assertThat(example.values()).containsExactly(new float[] {0.3f, 1, 0.6f, 0, 1, 0}, EXACT);
  }

  @Test
  void saturationBlendsEachPixelWithItsLuma() {
    TrainingExample example = twoColours();
    ColorJitter.adjust(example, ColorJitter.Property.SATURATION, 0.5f);

    // Luma 0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.8 = 0.3858, and 0.299; halfway to it.
    assertThat(example.values())
        .containsExactly(new float[] {0.2929f, 0.6495f, 0.3929f, 0.1495f, 0.5929f, 0.1495f}, EXACT);
  }

  @Test
  void saturationHoldsTheRange() {
    TrainingExample example = twoColours();
    ColorJitter.adjust(example, ColorJitter.Property.SATURATION, 2);

    // 2 x - luma: 0.0142, 0.4142, 1.2142 and 1.701, -0.299, -0.299.
    assertThat(example.values()).containsExactly(new float[] {0.0142f, 1, 0.4142f, 0, 1, 0}, EXACT);
  }

  @Test
  void saturationLeavesGreyAlone() {
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(1, 1));
    example.setImage(new RgbImage(1, 1, new byte[] {77, 77, 77}));
    float[] before = example.values().clone();
    ColorJitter.adjust(example, ColorJitter.Property.SATURATION, 1.7f);

    assertThat(example.values()).containsExactly(before, EXACT);
  }

  @Test
  void brightnessFactorsFillTheirRange() {
    float least = 2;
    float most = 0;
    for (int i = 0; i < 3000; i++) {
      TrainingExample example = twoColours();
      new ColorJitter(ColorJitter.Property.BRIGHTNESS, 0.2).apply(example, random(i));
      float factor = example.values()[0] / 0.2f;
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertThat(least).isBetween(0.7999f, 0.801f);
    assertThat(most).isBetween(1.199f, 1.2001f);
  }

  @Test
  void saturationFactorsFillTheirRange() {
    float least = 2;
    float most = 0;
    for (int i = 0; i < 3000; i++) {
      TrainingExample example = twoColours();
      new ColorJitter(ColorJitter.Property.SATURATION, 0.2).apply(example, random(i));
      float factor = (example.values()[2] - example.values()[0]) / 0.2f;
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertThat(least).isBetween(0.7999f, 0.801f);
    assertThat(most).isBetween(1.199f, 1.2001f);
  }

  @Test
  void strengthZeroChangesNothingButDrawsAsMuch() {
    for (Augmentation idle :
        List.of(
            new ColorJitter(ColorJitter.Property.BRIGHTNESS, 0),
            new ColorJitter(ColorJitter.Property.SATURATION, 0))) {
      TrainingExample example = twoColours();
      RandomStream used = random(5);
      idle.apply(example, used);
      RandomStream other = random(5);
      new ColorJitter(ColorJitter.Property.CONTRAST, 0.3).apply(twoColours(), other);

      assertThat(example.values()).containsExactly(twoColours().values());
      assertThat(used.nextLong()).isEqualTo(other.nextLong());
    }
  }

  @Test
  void refusesStrengthsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ColorJitter(ColorJitter.Property.BRIGHTNESS, -0.1))
        .withMessage("the strength of a brightness jitter must be in 0..1, got -0.1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ColorJitter(ColorJitter.Property.SATURATION, Double.NaN))
        .withMessage("the strength of a saturation jitter must be in 0..1, got NaN");
  }

  /** [3, 1, 2]: 0.2 1, 0.4 0, 0.8 0. */
  private static TrainingExample twoColours() {
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(2, 1));
    example.setImage(new RgbImage(2, 1, new byte[] {51, 102, (byte) 204, (byte) 255, 0, 0}));
    return example;
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.AUGMENTATION, 0, index);
  }
}
