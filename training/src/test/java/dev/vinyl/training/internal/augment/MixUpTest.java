package dev.vinyl.training.internal.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.vinyl.runtime.image.RgbImage;
import dev.vinyl.training.augment.RandomStream;
import dev.vinyl.training.augment.TrainingExample;
import dev.vinyl.training.internal.augment.MixUp.Mix;
import dev.vinyl.training.internal.random.Purpose;
import dev.vinyl.training.internal.random.RandomStreams;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MixUpTest {

  @Test
  void blendsValuesByLambda() {
    TrainingExample example = pixel(51, 102, 204);
    TrainingExample partner = pixel(255, 0, 102);
    new Mix(0, 0.75f).blend(example, partner);

    // 0.75 * (0.2, 0.4, 0.8) + 0.25 * (1, 0, 0.4)
    assertThat(example.values()).containsExactly(new float[] {0.4f, 0.3f, 0.7f}, within(1e-6f));
    assertThat(partner.values()).containsExactly(pixel(255, 0, 102).values());
  }

  @Test
  void sharesTheTargetBetweenTheClasses() {
    FloatBuffer target = FloatBuffer.wrap(new float[] {9, 9, 9, 9, 9, 9});
    new Mix(0, 0.75f).writeTarget(3, 1, 4, target, 1);

    assertThat(target.array()).containsExactly(9, 0, 0.25f, 0, 0.75f, 9);
    assertThat(target.position()).isZero();
  }

  @Test
  void givesAllToAClassThatBothHave() {
    FloatBuffer target = FloatBuffer.allocate(3);
    new Mix(0, 0.3f).writeTarget(2, 2, 3, target, 0);

    assertThat(target.array()).containsExactly(new float[] {0, 0, 1}, within(1e-7f));
  }

  @Test
  void alphaZeroIsOff() {
    for (int i = 0; i < 100; i++) {
      Mix mix = new MixUp(0).draw(10, random(i));
      assertThat(mix.lambda()).isEqualTo(1);

      TrainingExample example = pixel(3, 141, 59);
      mix.blend(example, pixel(26, 53, 58));
      assertThat(example.values()).containsExactly(pixel(3, 141, 59).values());
    }
  }

  @Test
  void partnersComeEquallyOften() {
    int[] counts = new int[5];
    for (int i = 0; i < 5000; i++) {
      counts[new MixUp(0.1).draw(5, random(i)).partner()]++;
    }
    // Binomial with mean 1000 and standard deviation 28.
    assertThat(IntStream.of(counts)).allMatch(count -> count > 860 && count < 1140);
  }

  @Test
  void lambdaDoesNotGoWithThePartner() {
    double[] sums = new double[2];
    int[] counts = new int[2];
    for (int i = 0; i < 5000; i++) {
      Mix mix = new MixUp(1).draw(2, random(i));
      sums[mix.partner()] += mix.lambda();
      counts[mix.partner()]++;
    }
    // Uniform: standard error 0.289 / sqrt(2500) = 0.0058.
    assertThat(sums[0] / counts[0]).isCloseTo(0.5, within(0.029));
    assertThat(sums[1] / counts[1]).isCloseTo(0.5, within(0.029));
  }

  @Test
  void sameStreamGivesTheSameMix() {
    assertThat(new MixUp(0.1).draw(1000, random(3)))
        .isEqualTo(new MixUp(0.1).draw(1000, random(3)))
        .isNotEqualTo(new MixUp(0.1).draw(1000, random(4)));
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MixUp(-0.1))
        .withMessage("the alpha of MixUp must be 0 or more, got -0.1");
    TrainingExample wide = new TrainingExample(AugmentationTest.unitRange(2, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Mix(0, 0.5f).blend(pixel(0, 0, 0), wide))
        .withMessage("an example of 1 x 1 pixels cannot be mixed with one of 2 x 1");
    assertThatThrownBy(() -> new Mix(0, 0.5f).writeTarget(0, 3, 3, FloatBuffer.allocate(3), 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static TrainingExample pixel(int red, int green, int blue) {
    TrainingExample example = new TrainingExample(AugmentationTest.unitRange(1, 1));
    example.setImage(new RgbImage(1, 1, new byte[] {(byte) red, (byte) green, (byte) blue}));
    return example;
  }

  private static RandomStream random(int index) {
    return new RandomStreams(1).stream(Purpose.MIXUP, 0, index);
  }
}
